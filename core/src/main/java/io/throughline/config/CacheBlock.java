package io.throughline.config;

import io.throughline.Secret;
import io.throughline.cache.CacheSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Reads {@code cache}. Written down without {@code enabled} it is on; not there at all, it is off. */
final class CacheBlock {
    private static final Duration TTL = Duration.ofHours(1);
    private static final long MAX_BYTES = 64L << 20;
    private static final long MAX_ANSWER_BYTES = 1L << 20;

    private CacheBlock() {}

    static Optional<CacheSettings> read(Block block, Set<String> exceptKeys) {
        boolean enabled = block.get("enabled").flatMap(ConfigNode::flag).orElse(true);
        Duration ttl = block.get("ttl")
                .flatMap(node -> node.duration(Duration.ofSeconds(1), Duration.ofDays(30)))
                .orElse(TTL);
        long maxBytes = block.get("max-bytes")
                .flatMap(node -> node.bytes(1 << 10, 1L << 40))
                .orElse(MAX_BYTES);
        long maxAnswerBytes = block.get("max-answer-bytes")
                .flatMap(node -> node.bytes(1 << 10, 16L << 20))
                .orElse(MAX_ANSWER_BYTES);
        Optional<Secret> redis = block.get("redis").flatMap(ConfigNode::block).flatMap(LimitsBlock::redis);
        block.end();
        return enabled
                ? Optional.of(new CacheSettings(ttl, maxBytes, (int) maxAnswerBytes, redis, exceptKeys))
                : Optional.empty();
    }
}
