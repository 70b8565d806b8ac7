package io.throughline.http;

import io.throughline.testkit.Gate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.impl.bootstrap.HttpAsyncServer;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.nio.AsyncServerExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.ResponseChannel;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.impl.nio.bootstrap.H2ServerBootstrap;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.IOSessionListener;

/** A provider that speaks HTTP/2: each exchange sends {@code frames} frames, one whenever the gate lets it, headers at the first. */
final class H2Provider implements AutoCloseable {
    final LinkedBlockingQueue<Stream> streams = new LinkedBlockingQueue<>();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger accepted = new AtomicInteger();
    final Gate gate = new Gate();
    private final HttpAsyncServer server;
    private final String scheme;
    private final int port;

    private H2Provider(int frames, int frameSize, TlsStrategy tls) {
        scheme = tls == null ? "http" : "https";
        Supplier<AsyncServerExchangeHandler> handlers = () -> {
            Stream stream = new Stream(frames, frameSize);
            streams.add(stream);
            return stream;
        };
        server = H2ServerBootstrap.bootstrap()
                .setVersionPolicy(tls == null ? HttpVersionPolicy.FORCE_HTTP_2 : HttpVersionPolicy.NEGOTIATE)
                .setTlsStrategy(tls)
                .setIOSessionListener(new Sessions())
                .register("*", handlers::get)
                .create();
        server.start();
        try {
            port = ((InetSocketAddress) server.listen(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                    tls == null ? URIScheme.HTTP : URIScheme.HTTPS)
                            .get()
                            .getAddress())
                    .getPort();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    static H2Provider start(int frames, int frameSize) {
        return new H2Provider(frames, frameSize, null);
    }

    static H2Provider startWithTls(int frames, int frameSize, TlsStrategy tls) {
        return new H2Provider(frames, frameSize, tls);
    }

    URI uri() {
        return URI.create(scheme + "://localhost:" + port + "/v1/x?y=z");
    }

    Stream awaitStream() {
        try {
            Stream stream = streams.poll(10, TimeUnit.SECONDS);
            if (stream == null) {
                throw new AssertionError("no request");
            }
            return stream;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close(CloseMode.IMMEDIATE);
    }

    final class Stream implements AsyncServerExchangeHandler {
        final AtomicLong written = new AtomicLong();
        final CountDownLatch aborted = new CountDownLatch(1);
        final CountDownLatch asked = new CountDownLatch(1);
        volatile HttpRequest request;
        private final int frames;
        private final byte[] frame;
        private volatile ByteBuffer pending;
        private volatile DataStreamChannel channel;
        private volatile boolean done;
        private int sent;

        private Stream(int frames, int frameSize) {
            this.frames = frames;
            this.frame = new byte[frameSize];
        }

        boolean awaitAbort(Duration atMost) throws InterruptedException {
            return aborted.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void handleRequest(
                HttpRequest asking, EntityDetails entity, ResponseChannel response, HttpContext context)
                throws HttpException, IOException {
            request = asking;
            asked.countDown();
            gate.pass(() -> {
                try {
                    BasicHttpResponse head = new BasicHttpResponse(200);
                    head.addHeader("content-type", "text/event-stream");
                    response.sendResponse(head, new BasicEntityDetails(-1, null), context);
                } catch (HttpException | IOException e) {
                    aborted.countDown();
                }
            });
        }

        @Override
        public int available() {
            return pending == null && !(sent >= frames) ? 0 : 1;
        }

        @Override
        public void produce(DataStreamChannel to) throws IOException {
            boolean first = channel == null;
            channel = to;
            ByteBuffer buffer = pending;
            if (buffer != null) {
                written.addAndGet(to.write(buffer));
                if (buffer.hasRemaining()) {
                    return;
                }
                pending = null;
                sent++;
                if (sent >= frames) {
                    done = true;
                    to.endStream();
                    return;
                }
                next();
            } else if (first) {
                next();
            }
        }

        private void next() {
            gate.pass(() -> {
                pending = ByteBuffer.wrap(frame);
                channel.requestOutput();
            });
        }

        @Override
        public void updateCapacity(CapacityChannel capacity) throws IOException {
            capacity.update(Integer.MAX_VALUE);
        }

        @Override
        public void consume(ByteBuffer source) {
            source.position(source.limit());
        }

        @Override
        public void streamEnd(List<? extends Header> trailers) {}

        @Override
        public void failed(Exception cause) {
            aborted.countDown();
        }

        @Override
        public void releaseResources() {
            if (!done) {
                aborted.countDown();
            }
        }
    }

    private final class Sessions implements IOSessionListener {
        @Override
        public void connected(IOSession session) {
            open.incrementAndGet();
            accepted.incrementAndGet();
        }

        @Override
        public void startTls(IOSession session) {}

        @Override
        public void inputReady(IOSession session) {}

        @Override
        public void outputReady(IOSession session) {}

        @Override
        public void timeout(IOSession session) {}

        @Override
        public void exception(IOSession session, Exception cause) {}

        @Override
        public void disconnected(IOSession session) {
            open.decrementAndGet();
        }
    }
}
