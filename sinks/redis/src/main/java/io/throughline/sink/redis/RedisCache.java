package io.throughline.sink.redis;

import io.lettuce.core.SetArgs;
import io.throughline.Secret;
import io.throughline.cache.CacheKey;
import io.throughline.cache.ResponseCache;
import io.throughline.cache.StoredAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps answers in Redis, which lets go of each after its time. A Redis that is away, or slow, has none. */
final class RedisCache implements ResponseCache {
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final RedisLink link;
    private final SetArgs expiry;

    private RedisCache(RedisLink link, Duration ttl) {
        this.link = link;
        this.expiry = SetArgs.Builder.px(ttl);
    }

    static RedisCache open(Secret uri, Duration ttl) {
        return new RedisCache(RedisLink.open(uri, "cache.redis.uri", TIMEOUT), ttl);
    }

    @Override
    public CompletionStage<Optional<StoredAnswer>> get(CacheKey key) {
        return link.commands()
                .thenCompose(redis -> redis.get(bytes(key)))
                .thenApply(RedisCache::read)
                .exceptionally(failure -> Optional.empty());
    }

    @Override
    public void put(CacheKey key, StoredAnswer answer) {
        link.commands().thenCompose(redis -> redis.set(bytes(key), answer.bytes(), expiry));
    }

    @Override
    public void close() {
        link.close();
    }

    private static Optional<StoredAnswer> read(byte @Nullable [] value) {
        try {
            return value == null ? Optional.empty() : Optional.of(StoredAnswer.of(value));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The tenant stands in the key too, not in the digest alone: what is a tenant's can be found, and taken away. */
    private static byte[] bytes(CacheKey key) {
        return ("throughline:cache:{" + key.tenant() + "}:" + key.digest()).getBytes(StandardCharsets.UTF_8);
    }
}
