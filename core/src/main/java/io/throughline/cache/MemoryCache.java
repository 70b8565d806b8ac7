package io.throughline.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers in this process's memory, as many as fit into a number of bytes; what was used longest ago gives way first.
 *
 * <p>A map behind one lock, held for well under a microsecond a call: calls to models are too few and too slow for a library that does better
 * under contention to be felt.
 */
public final class MemoryCache implements ResponseCache {
    private final Duration ttl;
    private final long maxBytes;
    private final InstantSource clock;
    private final LinkedHashMap<CacheKey, StoredAnswer> answers = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    /**
     * Makes a cache that holds nothing.
     *
     * @param ttl how long an answer is kept
     * @param maxBytes how many bytes all of them may take
     * @param clock tells the time
     */
    public MemoryCache(Duration ttl, long maxBytes, InstantSource clock) {
        this.ttl = ttl;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Optional<StoredAnswer>> get(CacheKey key) {
        return CompletableFuture.completedStage(Optional.ofNullable(find(key)));
    }

    private synchronized @Nullable StoredAnswer find(CacheKey key) {
        StoredAnswer answer = answers.get(key);
        if (answer != null && !answer.at().plus(ttl).isAfter(clock.instant())) {
            remove(key);
            return null;
        }
        return answer;
    }

    @Override
    public synchronized void put(CacheKey key, StoredAnswer answer) {
        remove(key);
        if (answer.weight() > maxBytes) {
            return;
        }
        answers.put(key, answer);
        bytes += answer.weight();
        Iterator<Map.Entry<CacheKey, StoredAnswer>> oldest = answers.entrySet().iterator();
        while (bytes > maxBytes) {
            bytes -= oldest.next().getValue().weight();
            oldest.remove();
        }
    }

    /** Returns about how many bytes are held. */
    public synchronized long held() {
        return bytes;
    }

    @Override
    public synchronized void close() {
        answers.clear();
        bytes = 0;
    }

    private void remove(CacheKey key) {
        StoredAnswer old = answers.remove(key);
        if (old != null) {
            bytes -= old.weight();
        }
    }
}
