package io.throughline.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Writes an answer as it comes: one write under way, the rest waits. */
final class RelayedAnswer implements AsyncResponseConsumer<Void>, Callback {
    private static final Set<String> HOP_BY_HOP = Set.of("connection", "transfer-encoding", "keep-alive");

    private final Response response;
    private final Callback done;
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private boolean writing;
    private boolean ended;
    private boolean lastIsWritten;
    private @Nullable FutureCallback<Void> result;

    RelayedAnswer(Response response, Callback done) {
        this.response = response;
        this.done = done;
    }

    @Override
    public void consumeResponse(
            HttpResponse head, @Nullable EntityDetails entity, HttpContext context, FutureCallback<Void> callback) {
        result = callback;
        response.setStatus(head.getCode());
        for (Header field : head.getHeaders()) {
            if (!HOP_BY_HOP.contains(field.getName().toLowerCase(Locale.ROOT))) {
                response.getHeaders().add(field.getName(), field.getValue());
            }
        }
        if (entity == null) {
            streamEnd(List.of());
        }
    }

    @Override
    public void updateCapacity(CapacityChannel capacity) throws IOException {
        capacity.update(Integer.MAX_VALUE);
    }

    @Override
    public void consume(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        synchronized (this) {
            waiting.add(ByteBuffer.wrap(copy));
        }
        write(false);
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) {
        synchronized (this) {
            ended = true;
        }
        write(false);
        if (result != null) {
            result.completed(null);
        }
    }

    @Override
    public void succeeded() {
        write(true);
    }

    private void write(boolean oneIsOut) {
        ByteBuffer next;
        boolean last;
        synchronized (this) {
            if (writing && !oneIsOut) {
                return;
            }
            writing = false;
            if (!lastIsWritten) {
                next = waiting.poll();
                last = ended && waiting.isEmpty();
                if (next == null && !last) {
                    return;
                }
                writing = true;
                lastIsWritten = last;
            } else {
                next = null;
                last = false;
            }
        }
        if (next == null && !last) {
            done.succeeded();
        } else {
            response.write(last, next == null ? BufferUtil.EMPTY_BUFFER : next, this);
        }
    }

    @Override
    public void failed(Throwable cause) {
        done.failed(cause);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public void failed(Exception cause) {
        if (response.isCommitted()) {
            done.failed(cause);
        } else {
            Response.writeError(response.getRequest(), response, done, 502);
        }
    }

    @Override
    public void informationResponse(HttpResponse interim, HttpContext context) {
        // not relayed
    }

    @Override
    public void releaseResources() {
        // nothing is held
    }
}
