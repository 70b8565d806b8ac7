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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Keeps answers in Redis, which lets go of each after its time. A Redis that is away, or slow, has none. */
final class RedisCache implements ResponseCache {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofMillis(100);

    private final RedisLink link;
    private final SetArgs expiry;
    private final Pause pause = new Pause(PAUSE.toNanos(), System::nanoTime);
    private final LongAdder outages = new LongAdder();

    private RedisCache(RedisLink link, Duration ttl) {
        this.link = link;
        this.expiry = SetArgs.Builder.px(ttl);
    }

    static RedisCache open(Secret uri, Duration ttl) {
        return new RedisCache(RedisLink.open(uri, "cache.redis.uri", TIMEOUT), ttl);
    }

    @Override
    public CompletionStage<Optional<StoredAnswer>> get(CacheKey key) {
        if (pause.isOn()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return link.commands()
                .thenCompose(redis -> redis.get(bytes(key)))
                .thenApply(RedisCache::read)
                .exceptionally(failure -> {
                    failed();
                    return Optional.empty();
                });
    }

    /** One that is away or hangs holds up those calls that ask it before it is known, and nobody else for a while. */
    private void failed() {
        outages.increment();
        pause.begin();
    }

    @Override
    public long outages() {
        return outages.sum();
    }

    @Override
    public void put(CacheKey key, StoredAnswer answer) {
        if (!pause.isOn()) {
            link.commands()
                    .thenCompose(redis -> redis.set(bytes(key), answer.bytes(), expiry))
                    .exceptionally(failure -> {
                        failed();
                        return "";
                    });
        }
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
