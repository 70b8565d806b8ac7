package io.throughline.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.throughline.Secret;
import io.throughline.testkit.Condition;
import io.throughline.thread.ContinuityIndex;
import io.throughline.thread.ContinuityIndex.Entry;
import io.throughline.thread.ContinuityIndexFactory;
import io.throughline.thread.ContinuityKey;
import io.throughline.thread.ContinuityKeys;
import io.throughline.thread.MemoryContinuityIndex;
import io.throughline.thread.TraceRef;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisContinuityIndexTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final TraceRef ONE = new TraceRef("trace-1", "thread-1");
    private static final TraceRef OTHER = new TraceRef("trace-10", "thread-1");

    private final ContinuityKeys.Scope keys =
            ContinuityKeys.of(Secret.of("s3cret")).scope("acme", Optional.empty());
    private final List<ContinuityIndex> nodes = new ArrayList<>();
    private Server server;

    @BeforeEach
    void start() throws Exception {
        server = Server.onFreePort().start();
    }

    @AfterEach
    void stop() throws Exception {
        nodes.forEach(ContinuityIndex::close);
        server.close();
    }

    @Test
    void whatOneNodeNotesAnotherFinds() throws Exception {
        ContinuityKey key = keys.reference("call_abcdefgh");
        settled(node()).note(List.of(key), ONE, HOUR).toCompletableFuture().get(5, TimeUnit.SECONDS);

        assertThat(found(settled(node()), key)).isEqualTo(new Entry.One(ONE));
    }

    @Test
    void ofTwoTracesUnderOneKeyNobodyWinsOnAnyNode() throws Exception {
        ContinuityKey key = keys.history(7);
        ContinuityIndex first = settled(node());
        ContinuityIndex second = settled(node());
        CompletableFuture.allOf(
                        first.note(List.of(key), ONE, HOUR).toCompletableFuture(),
                        second.note(List.of(key), OTHER, HOUR).toCompletableFuture())
                .get(5, TimeUnit.SECONDS);

        assertThat(Stream.of(first, second, settled(node())).map(node -> found(node, key)))
                .containsOnly(ContinuityIndex.AMBIGUOUS);
    }

    @Test
    void manyKeysAreFoundInTheirOrder() throws Exception {
        List<ContinuityKey> noted = Stream.iterate(0L, number -> number + 1)
                .limit(20)
                .map(keys::history)
                .toList();
        settled(node()).note(noted, ONE, HOUR).toCompletableFuture().get(5, TimeUnit.SECONDS);
        ContinuityKey unknown = keys.history(99);

        List<Entry> found = settled(node())
                .find(List.of(noted.get(19), unknown, noted.get(0)))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);

        assertThat(found).containsExactly(new Entry.One(ONE), ContinuityIndex.UNKNOWN, new Entry.One(ONE));
    }

    @Test
    void entriesEndWithTheirTimeAndTheirNamesSayNothing() throws Exception {
        ContinuityKey key = keys.reference("call_of_a_customer");
        settled(node()).note(List.of(key), ONE, HOUR).toCompletableFuture().get(5, TimeUnit.SECONDS);

        RedisClient client = RedisClient.create(server.uri());
        try (StatefulRedisConnection<String, String> connection =
                client.connect(new StringCodec(StandardCharsets.ISO_8859_1))) {
            String name = new String(RedisContinuityIndex.name(key), StandardCharsets.ISO_8859_1);
            assertThat(connection.sync().keys("throughline:c:*"))
                    .contains(name)
                    .noneMatch(each -> each.contains("customer") || each.contains("acme"));
            assertThat(connection.sync().pttl(name)).isBetween(1L, HOUR.toMillis());
            assertThat(connection.sync().get(name)).isEqualTo("trace-1\nthread-1");
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    @Test
    void withoutRedisTheNodesMemoryServes() throws Exception {
        ContinuityIndex node = settled(node());
        server.stop();
        ContinuityKey key = keys.reference("call_abcdefgh");

        node.note(List.of(key), ONE, HOUR);

        assertThat(found(node, key)).isEqualTo(new Entry.One(ONE));
    }

    @Test
    void whatWasNotedWithoutRedisIsStillKnownWhenItIsBack() throws Exception {
        ContinuityIndex node = settled(node());
        server.stop();
        ContinuityKey key = keys.reference("call_abcdefgh");
        node.note(List.of(key), ONE, HOUR);
        server.start();

        settled(node);

        assertThat(found(node, key)).isEqualTo(new Entry.One(ONE));
    }

    @Test
    void aServerThatNeverAnswersHoldsNobodyUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            ContinuityIndex node = node("redis://127.0.0.1:" + silent.getLocalPort());
            ContinuityKey key = keys.reference("call_abcdefgh");

            node.note(List.of(key), ONE, HOUR);
            for (int time = 0; time < 200; time++) {
                assertThat(found(node, key)).isEqualTo(new Entry.One(ONE));
            }
            assertThat(node.outages()).isEqualTo(201);
        }
    }

    @Test
    void aServerThatHangsIsLeftAloneAfterOneTimeout() throws Exception {
        ContinuityIndex node = settled(node());
        RedisClient client = RedisClient.create(server.uri());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            ContinuityKey key = keys.reference("call_abcdefgh");
            connection.sync().clientPause(700);
            long began = System.nanoTime();
            node.note(List.of(key), ONE, HOUR);
            for (int time = 0; time < 200; time++) {
                assertThat(found(node, key)).isEqualTo(new Entry.One(ONE));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    @Test
    void theFactoryIsFound() {
        assertThat(ServiceLoader.load(ContinuityIndexFactory.class))
                .anyMatch(factory -> factory.opens(Secret.of("rediss://host")))
                .noneMatch(factory -> factory.opens(Secret.of("http://host")));
    }

    private ContinuityIndex node() {
        return node(server.uri());
    }

    private ContinuityIndex node(String uri) {
        ContinuityIndex node = new RedisContinuityIndexFactory()
                .open(Secret.of(uri), new MemoryContinuityIndex(10_000, InstantSource.system()));
        nodes.add(node);
        return node;
    }

    /** Waits until the node and Redis talk: what another node notes, this one finds. */
    private ContinuityIndex settled(ContinuityIndex node) throws Exception {
        RedisClient client = RedisClient.create(server.uri());
        try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            ContinuityKey probe = keys.reference("probe-" + nodes.size());
            Condition.await("node and Redis talk", () -> {
                connection
                        .sync()
                        .set(RedisContinuityIndex.name(probe), "probe\nprobe".getBytes(StandardCharsets.UTF_8));
                return found(node, probe) instanceof Entry.One;
            });
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
        return node;
    }

    private static Entry found(ContinuityIndex node, ContinuityKey key) {
        try {
            return node.find(List.of(key))
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS)
                    .get(0);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
