package io.throughline.sink.redis;

import io.throughline.Secret;
import io.throughline.cache.ResponseCache;
import io.throughline.cache.ResponseCacheFactory;
import java.time.Duration;

/** Opens a cache in Redis. */
public final class RedisCacheFactory implements ResponseCacheFactory {
    /** Creates the factory, for {@link java.util.ServiceLoader}. */
    public RedisCacheFactory() {}

    @Override
    public ResponseCache open(Secret uri, Duration ttl) {
        return RedisCache.open(uri, ttl);
    }
}
