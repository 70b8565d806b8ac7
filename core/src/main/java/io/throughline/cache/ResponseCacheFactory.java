package io.throughline.cache;

import io.throughline.Secret;
import java.time.Duration;

/** Opens a cache that several nodes share. Found by {@link java.util.ServiceLoader}, so that the library is needed only where it is used. */
public interface ResponseCacheFactory {
    /**
     * Opens a cache. Returns even when the place can't be reached now.
     *
     * @param uri {@code redis://} or {@code rediss://}
     * @param ttl how long an answer is kept
     * @throws IllegalArgumentException when the URI is none of Redis, without saying what it is, since it may hold a password
     */
    ResponseCache open(Secret uri, Duration ttl);
}
