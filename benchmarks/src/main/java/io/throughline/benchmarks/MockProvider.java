package io.throughline.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * A provider that answers as the model's name says: {@code mock-100-20} streams 100 chunks, one each 20 ms, {@code mock-0-0} answers at once and
 * whole. It speaks Chat Completions and Messages. Its argument is its port.
 */
final class MockProvider extends Handler.Abstract.NonBlocking {
    private static final Pattern MODEL = Pattern.compile("\"model\":\\s*\"[^\"]*?-(\\d+)-(\\d+)\"");
    private static final int SEARCHED = 400;

    private final ScheduledExecutorService time = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "mock-time");
        thread.setDaemon(true);
        return thread;
    });

    private MockProvider() {}

    /** Serves until the process ends. */
    public static void main(String[] arguments) throws Exception {
        BareServer.run(Integer.parseInt(arguments[0]), new MockProvider());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        boolean messages = Request.getPathInContext(request).endsWith("/messages");
        Content.Source.asByteBuffer(request, new Promise<>() {
            @Override
            public void succeeded(ByteBuffer body) {
                answer(MockAnswer.of(messages), body, response, callback);
            }

            @Override
            public void failed(Throwable cause) {
                callback.failed(cause);
            }
        });
        return true;
    }

    private void answer(MockAnswer answer, ByteBuffer body, Response response, Callback callback) {
        Matcher asked = MODEL.matcher(head(body));
        int chunks = asked.find() ? Integer.parseInt(asked.group(1)) : 0;
        if (chunks == 0) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            response.write(true, ByteBuffer.wrap(answer.whole()), callback);
        } else {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
            int pause = Integer.parseInt(asked.group(2));
            new Stream(answer, chunks, pause, response, callback).next();
        }
    }

    private static String head(ByteBuffer body) {
        ByteBuffer head = body.slice();
        head.limit(Math.min(SEARCHED, head.limit()));
        return BufferUtil.toString(head, StandardCharsets.ISO_8859_1);
    }

    /** Writes one chunk after the other, each when the one before is out and its time has come. */
    private final class Stream implements Callback {
        private final MockAnswer answer;
        private final int chunks;
        private final int pauseMillis;
        private final Response response;
        private final Callback end;
        private final long began = System.nanoTime();
        private int told;

        private Stream(MockAnswer answer, int chunks, int pauseMillis, Response response, Callback end) {
            this.answer = answer;
            this.chunks = chunks;
            this.pauseMillis = pauseMillis;
            this.response = response;
            this.end = end;
        }

        private void next() {
            if (told == chunks) {
                response.write(true, ByteBuffer.wrap(answer.end()), end);
            } else {
                boolean first = told++ == 0;
                response.write(false, ByteBuffer.wrap(first ? answer.begin() : answer.chunk()), this);
            }
        }

        @Override
        public void succeeded() {
            long due = began + TimeUnit.MILLISECONDS.toNanos((long) told * pauseMillis) - System.nanoTime();
            if (due > 0) {
                time.schedule(this::next, due, TimeUnit.NANOSECONDS);
            } else {
                next();
            }
        }

        @Override
        public void failed(Throwable cause) {
            end.failed(cause);
        }
    }
}
