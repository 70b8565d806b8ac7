package io.throughline.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.throughline.Body;
import io.throughline.Secret;
import io.throughline.cache.CacheKey;
import io.throughline.cache.ResponseCache;
import io.throughline.cache.StoredAnswer;
import io.throughline.dialect.UsageConvention;
import io.throughline.testkit.Condition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Answers in Redis, which every node finds. */
class RedisCacheTest {
    private static final CacheKey KEY = new CacheKey("acme", "0123");

    @Test
    void whatOneNodeKeepsAnotherFindsUntilItsTimeIsOver() throws Exception {
        try (Server redis = Server.onFreePort().start();
                ResponseCache one = cache(redis, Duration.ofHours(1));
                ResponseCache other = cache(redis, Duration.ofMillis(200))) {
            StoredAnswer answer = answer("{\"text\":\"é\"}");
            Condition.await("kept", () -> {
                one.put(KEY, answer);
                return get(other, KEY).isPresent();
            });
            assertThat(get(other, KEY).orElseThrow().body().bytes())
                    .isEqualTo(answer.body().bytes());
            assertThat(get(other, new CacheKey("other", "0123"))).isEmpty();
            CacheKey brief = new CacheKey("acme", "4567");
            other.put(brief, answer);
            Condition.await("gone", () -> get(one, brief).isEmpty());
        }
    }

    @Test
    void aRedisThatIsAwayHasNothing() throws Exception {
        try (Server redis = Server.onFreePort();
                ResponseCache cache = cache(redis, Duration.ofHours(1))) {
            cache.put(KEY, answer("{}"));
            assertThat(get(cache, KEY)).isEmpty();
        }
    }

    @Test
    void aServerThatHangsIsLeftAloneAfterOneTimeout() throws Exception {
        try (Server redis = Server.onFreePort().start();
                ResponseCache cache = cache(redis, Duration.ofHours(1))) {
            Condition.await("kept", () -> {
                cache.put(KEY, answer("{}"));
                return get(cache, KEY).isPresent();
            });
            long before = cache.outages();
            RedisClient client = RedisClient.create(redis.uri());
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                connection.sync().clientPause(3_000);
                long began = System.nanoTime();
                for (int time = 0; time < 200; time++) {
                    assertThat(get(cache, KEY)).isEmpty();
                }
                // 200 timeouts of a tenth of a second would be 20
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
                assertThat(cache.outages() - before).isBetween(1L, 5L);
            } finally {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            }
            Condition.await("back", () -> get(cache, KEY).isPresent());
        }
    }

    @Test
    void aWrongUriIsNeverShown() {
        assertThatThrownBy(() -> new RedisCacheFactory().open(Secret.of("http://user:hush@x"), Duration.ofHours(1)))
                .hasMessageContaining("cache.redis.uri")
                .message()
                .doesNotContain("hush");
    }

    private static ResponseCache cache(Server redis, Duration ttl) {
        return new RedisCacheFactory().open(Secret.of(redis.uri()), ttl);
    }

    private static Optional<StoredAnswer> get(ResponseCache cache, CacheKey key) {
        return cache.get(key).toCompletableFuture().join();
    }

    private static StoredAnswer answer(String json) {
        return new StoredAnswer(
                new Body.Bytes(json.getBytes(StandardCharsets.UTF_8)), UsageConvention.STANDARD, Instant.now());
    }
}
