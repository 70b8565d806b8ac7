package io.throughline.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two thousand slow streams at once, on the threads of a small server. */
abstract class ManyStreamsContract {
    private static final Logger LOG = LoggerFactory.getLogger(ManyStreamsContract.class);
    private static final int STREAMS = 2_000;
    private static final int AT_A_TIME = 100;
    private static final int FRAMES = 10;
    private static final int MILLIS_A_FRAME = 500;
    private static final int THREADS = 24;

    abstract Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception;

    @Test
    @Timeout(60)
    void everyByteArrivesOnAFewThreads() throws Exception {
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
        Function<ProxyRequest, CompletionStage<ProxyResponse>> slow =
                request -> CompletableFuture.completedFuture(new ProxyResponse(
                        200,
                        Headers.of("content-type", "text/event-stream"),
                        new Body.Push(new SlowStream(clock), OptionalLong.empty())));
        int before = ManagementFactory.getThreadMXBean().getThreadCount();
        try (Container container = start(THREADS, "", Map.of("/*", new ThroughlineFilter(slow)))) {
            Clients clients = new Clients(container.port());
            clients.connect();
            System.gc();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount() - before;
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
            LOG.info(
                    "{}: {} streams open, {} threads more, {} MB of heap after GC",
                    getClass().getSimpleName(),
                    STREAMS,
                    threads,
                    heap);
            clients.awaitEnds();

            assertThat(clients.broken)
                    .as("what came of streams that are not whole")
                    .isEmpty();
            assertThat(threads).isLessThan(80);
            assertThat(heap).isLessThan(300);
        } finally {
            clock.shutdownNow();
        }
    }

    /** One frame at a time, half a second apart, when it is asked for. */
    private record SlowStream(ScheduledExecutorService clock) implements Flow.Publisher<ByteBuffer> {
        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            subscriber.onSubscribe(new Flow.Subscription() {
                private int sent;

                @Override
                public void request(long n) {
                    clock.schedule(this::next, MILLIS_A_FRAME, TimeUnit.MILLISECONDS);
                }

                private void next() {
                    if (sent == FRAMES) {
                        subscriber.onComplete();
                        return;
                    }
                    subscriber.onNext(ByteBuffer.wrap(frame(sent++)));
                }

                @Override
                public void cancel() {}
            });
        }
    }

    private static byte[] frame(int n) {
        return ("data: frame " + n + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** All clients on the test's own thread. */
    private static final class Clients {
        private final int port;
        private final Selector selector;
        private final ByteBuffer scratch = ByteBuffer.allocate(16 * 1024);
        private int open;
        private int ended;
        private final List<String> broken = new ArrayList<>();

        private Clients(int port) throws Exception {
            this.port = port;
            selector = Selector.open();
        }

        /** A few at a time: a server on a busy machine gives up those that it does not get to within its idle time. */
        private void connect() throws Exception {
            byte[] request = "POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
                    .getBytes(StandardCharsets.UTF_8);
            for (int n = 0; n < STREAMS; n++) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
                channel.write(ByteBuffer.wrap(request));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, new StringBuilder());
                if (n % AT_A_TIME == 0) {
                    awaitOpen(n);
                }
            }
            awaitOpen(STREAMS);
        }

        private void awaitOpen(int count) throws Exception {
            while (open < count) {
                selector.select(this::read, 1000);
            }
        }

        private void awaitEnds() throws Exception {
            while (ended < STREAMS) {
                selector.select(this::read, 1000);
            }
            selector.close();
        }

        private void read(SelectionKey key) {
            StringBuilder received = (StringBuilder) key.attachment();
            open += received.isEmpty() ? 1 : 0;
            int count = received(key, received);
            boolean end = received.indexOf("\r\n0\r\n\r\n") >= 0;
            if (end || count < 0) {
                ended++;
                close(key);
                if (!end || !hasAllFrames(received)) {
                    broken.add("'" + received + "'");
                }
            }
        }

        private static void close(SelectionKey key) {
            key.cancel();
            try {
                key.channel().close();
            } catch (IOException e) {
                // it is over anyway
            }
        }

        private int received(SelectionKey key, StringBuilder received) {
            int count;
            try {
                count = ((SocketChannel) key.channel()).read(scratch.clear());
            } catch (IOException e) {
                count = -1;
            }
            received.append(new String(scratch.array(), 0, Math.max(count, 0), StandardCharsets.ISO_8859_1));
            return count;
        }

        private static boolean hasAllFrames(StringBuilder received) {
            int from = 0;
            for (int n = 0; n < FRAMES; n++) {
                String frame = new String(frame(n), StandardCharsets.UTF_8);
                from = received.indexOf(frame, from);
                if (from < 0) {
                    return false;
                }
                from += frame.length();
            }
            return true;
        }
    }
}
