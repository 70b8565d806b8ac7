package io.throughline.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.Body;
import io.throughline.dialect.UsageConvention;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Answers in memory: as many as fit, as long as they may stay. */
class MemoryCacheTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T10:00:00Z"));
    private final MemoryCache cache = new MemoryCache(Duration.ofMinutes(1), 10_000, now::get);

    @Test
    void whatWasUsedLongestAgoGivesWay() {
        for (int i = 0; i < 4; i++) {
            cache.put(key(i), answer(2_000));
        }
        assertThat(get(0)).isPresent();
        cache.put(key(4), answer(2_000));
        assertThat(get(0)).isPresent();
        assertThat(get(1)).isEmpty();
        assertThat(get(4)).isPresent();
        assertThat(cache.held()).isEqualTo(4 * 2_400);
    }

    @Test
    void theBytesNeverPassTheLimit() {
        for (int i = 0; i < 10_000; i++) {
            cache.put(key(i % 37), answer(i * 31 % 12_000));
            assertThat(cache.held()).isBetween(0L, 10_000L);
        }
        cache.close();
        assertThat(cache.held()).isZero();
    }

    @Test
    void anAnswerGoesWithItsTime() {
        cache.put(key(1), answer(10));
        now.set(now.get().plusMillis(59_999));
        assertThat(get(1)).isPresent();
        now.set(now.get().plusMillis(1));
        assertThat(get(1)).isEmpty();
        assertThat(cache.held()).isZero();
    }

    @Test
    void anAnswerComesBackFromItsBytes() throws IOException {
        StoredAnswer stored = new StoredAnswer(
                new Body.Bytes("{\"a\":\n1}".getBytes(StandardCharsets.UTF_8)),
                UsageConvention.REASONING_BESIDE_OUTPUT,
                now.get());
        StoredAnswer read = StoredAnswer.of(stored.bytes());
        assertThat(read.body().bytes()).isEqualTo(stored.body().bytes());
        assertThat(read.convention()).isEqualTo(stored.convention());
        assertThat(read.at()).isEqualTo(stored.at());
        for (String foreign :
                new String[] {"", "1 STANDARD\n{}", "2 STANDARD 2026-11-21T10:00:00Z\n{}", "1 A b\n", "1 STANDARD x\n{}"
                }) {
            assertThatThrownBy(() -> StoredAnswer.of(foreign.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(IOException.class);
        }
    }

    private Optional<StoredAnswer> get(int number) {
        return cache.get(key(number)).toCompletableFuture().join();
    }

    private static CacheKey key(int number) {
        return new CacheKey("acme", "k" + number);
    }

    private StoredAnswer answer(int bytes) {
        return new StoredAnswer(new Body.Bytes(new byte[bytes]), UsageConvention.STANDARD, now.get());
    }
}
