package io.throughline.config;

import java.time.Duration;
import java.util.Optional;

/** Reads {@code server}. */
final class ServerBlock {
    private static final int PORT = 8080;
    private static final String HOSTS = "[A-Za-z0-9.-]{1,253}|\\[?[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]{0,40}\\]?";
    private static final String HOST = "127.0.0.1";
    private static final long MAX_REQUEST_BYTES = 32L << 20;
    private static final int MAX_CONCURRENT = 20_000;
    private static final Duration REQUEST_IDLE = Duration.ofSeconds(30);

    private ServerBlock() {}

    static ThroughlineConfig.Server read(Block block) {
        String host = block.get("host").flatMap(ServerBlock::host).orElse(HOST);
        int port = block.get("port").flatMap(node -> node.integer(0, 65_535)).orElse(PORT);
        long maxRequestBytes = block.get("max-request-bytes")
                .flatMap(node -> node.bytes(1 << 10, 1L << 30))
                .orElse(MAX_REQUEST_BYTES);
        int maxConcurrent = block.get("max-concurrent")
                .flatMap(node -> node.integer(1, 1_000_000))
                .orElse(MAX_CONCURRENT);
        Duration requestIdle = block.get("request-idle")
                .flatMap(node -> node.duration(Duration.ofMillis(100), Duration.ofHours(1)))
                .orElse(REQUEST_IDLE);
        block.end();
        return new ThroughlineConfig.Server(host, port, maxRequestBytes, maxConcurrent, requestIdle);
    }

    private static Optional<String> host(ConfigNode node) {
        return node.parsed(
                "a host name or an address, without a port",
                text -> Optional.of(text).filter(host -> host.matches(HOSTS)));
    }
}
