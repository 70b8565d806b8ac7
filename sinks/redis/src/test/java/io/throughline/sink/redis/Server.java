package io.throughline.sink.redis;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import redis.embedded.RedisServer;

/** A real Redis on a free port, that can die and come back. */
final class Server implements AutoCloseable {
    static final String STREAM = "throughline:events";

    final int port;
    private final String[] settings;
    private RedisServer running;

    private Server(int port, String... settings) {
        this.port = port;
        this.settings = settings;
    }

    static Server onFreePort(String... settings) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Server(free.getLocalPort(), settings);
        }
    }

    Server start() throws IOException {
        var builder = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("appendonly no");
        for (String setting : settings) {
            builder.setting(setting);
        }
        running = builder.build();
        running.start();
        return this;
    }

    void stop() throws IOException {
        if (running != null) {
            running.stop();
            running = null;
        }
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    List<String> payloads(String uri) {
        RedisURI parsed = RedisURI.create(uri);
        parsed.setTimeout(Duration.ofSeconds(10));
        RedisClient client = RedisClient.create(parsed);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection.sync().xrange(STREAM, Range.unbounded()).stream()
                    .map(StreamMessage::getBody)
                    .map(body -> body.size() == 1 ? body.get("payload") : "more than a payload: " + body)
                    .toList();
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
