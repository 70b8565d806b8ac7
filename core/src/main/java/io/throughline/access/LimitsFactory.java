package io.throughline.access;

import io.throughline.Secret;
import java.time.Duration;

/** Opens counts that several nodes share. Found by {@link java.util.ServiceLoader}, so that the library is needed only where it is used. */
public interface LimitsFactory {
    /**
     * Opens counts. Returns even when the place can't be reached now: the stages of {@link Limits} say so later.
     *
     * @param uri {@code redis://} or {@code rediss://}
     * @param lease how long a reservation lasts that nobody renews
     * @throws IllegalArgumentException when the URI is none of Redis, without saying what it is, since it may hold a password
     */
    Limits open(Secret uri, Duration lease);
}
