package io.throughline.cache;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Keeps answers by key for a time. Safe for use by many threads; nothing here blocks. */
public interface ResponseCache extends AutoCloseable {
    /**
     * Looks an answer up.
     *
     * @return the answer, where there is one; the stage never fails: a cache that can't be reached has none
     */
    CompletionStage<Optional<StoredAnswer>> get(CacheKey key);

    /** Keeps an answer, in place of one of the same key. One that can't be kept is not, without a word. */
    void put(CacheKey key, StoredAnswer answer);

    /** Returns how often what is shared with other nodes could not be reached; 0 where nothing is. */
    default long outages() {
        return 0;
    }

    @Override
    void close();
}
