package io.throughline.junit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.Peer;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The handler behind a port of this machine, for the length of a test. A thread a call. */
final class LocalServer implements AutoCloseable {
    /** What the JDK's server writes itself. */
    private static final Set<String> ITS_OWN = Set.of("content-length", "transfer-encoding", "connection", "date");

    private static final int BUFFER = 8192;

    private final HttpServer server;
    private final ExecutorService threads;

    private LocalServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** Starts a server on a free port. */
    static LocalServer start(Upstream handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ExecutorService threads = Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "throughline-junit");
                thread.setDaemon(true);
                return thread;
            });
            server.setExecutor(threads);
            server.createContext("/", exchange -> answer(handler, exchange));
            server.start();
            return new LocalServer(server, threads);
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free", e);
        }
    }

    /** Returns the address. */
    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(Upstream handler, HttpExchange exchange) throws IOException {
        Headers.Builder headers = Headers.builder();
        exchange.getRequestHeaders().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        ProxyRequest request = new ProxyRequest(
                exchange.getRequestMethod().toUpperCase(Locale.ROOT),
                exchange.getRequestURI(),
                headers.build(),
                Body.of(exchange.getRequestBody().readAllBytes()),
                Attributes.none()
                        .with(Cancellation.KEY, new Cancellation())
                        .with(Peer.KEY, new Peer(exchange.getRemoteAddress().getAddress(), false)));
        ProxyResponse response = handler.send(request).toCompletableFuture().join();
        response.headers().forEach((name, value) -> {
            if (!ITS_OWN.contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().add(name, value);
            }
        });
        // the server's 0 means chunks, its -1 nothing at all
        long length = response.body().length().orElse(0);
        boolean none = response.body().length().isPresent() && length == 0;
        try (exchange;
                InputStream body = response.body().inputStream()) {
            if (none) {
                ended(body);
            }
            exchange.sendResponseHeaders(response.status(), none ? -1 : length);
            copy(body, exchange.getResponseBody(), length);
        }
    }

    /**
     * What has come goes out at once, except what makes a body of known length whole: the client that has it may end
     * the test, so the call ends first. A body that breaks leaves its last chunk out, and the client sees that.
     */
    private static void copy(InputStream body, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long copied = 0;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            copied += read;
            if (copied == length) {
                ended(body);
            }
            out.write(buffer, 0, read);
            out.flush();
        }
    }

    private static void ended(InputStream body) throws IOException {
        if (body.read() >= 0) {
            throw new IOException("a body is longer than it said");
        }
    }
}
