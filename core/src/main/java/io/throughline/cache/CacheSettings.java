package io.throughline.cache;

import io.throughline.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How answers are kept.
 *
 * @param ttl how long an answer is given again
 * @param maxBytes how many bytes all answers in this process's memory may take; unused with Redis, which bounds itself
 * @param maxAnswerBytes the size above which an answer is not kept
 * @param redis where several nodes share answers: {@code redis://} or {@code rediss://}; empty for this process's memory
 * @param exceptKeys the names of the callers' keys whose calls are neither answered from here nor kept
 */
public record CacheSettings(
        Duration ttl, long maxBytes, int maxAnswerBytes, Optional<Secret> redis, Set<String> exceptKeys) {
    /** Copies the names. */
    public CacheSettings {
        exceptKeys = Set.copyOf(exceptKeys);
    }
}
