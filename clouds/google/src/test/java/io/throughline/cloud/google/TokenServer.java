package io.throughline.cloud.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Where a test's credentials get their tokens: {@code token-1}, {@code token-2} and so on. */
final class TokenServer implements AutoCloseable {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    private TokenServer(int status, int seconds) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/token", exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            asked.add(request);
            await();
            String answer = status == 200
                    ? "{\"access_token\":\"token-" + asked.size() + "\",\"token_type\":\"Bearer\",\"expires_in\":"
                            + seconds + "}"
                    : "{\"error\":\"invalid_grant\",\"error_description\":\"" + request + "\"}";
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, answer.length());
            exchange.getResponseBody().write(answer.getBytes(UTF_8));
            exchange.close();
        });
        server.start();
    }

    /** Starts one whose tokens hold so many seconds. It answers when it is opened. */
    static TokenServer start(int seconds) throws IOException {
        return new TokenServer(200, seconds);
    }

    /** Starts one that refuses with a status, and quotes what it was sent. */
    static TokenServer refusing(int status) throws IOException {
        return new TokenServer(status, 0);
    }

    TokenServer open() {
        open.countDown();
        return this;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/token");
    }

    List<String> asked() {
        return asked;
    }

    @Override
    public void close() {
        open.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void await() {
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
