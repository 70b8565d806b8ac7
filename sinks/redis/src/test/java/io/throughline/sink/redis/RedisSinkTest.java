package io.throughline.sink.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.throughline.Secret;
import io.throughline.record.TelemetryRecord;
import io.throughline.sink.DropReason;
import io.throughline.sink.QueueSettings;
import io.throughline.sink.Sink;
import io.throughline.sink.SinkQueue;
import io.throughline.sink.SinkSettings;
import io.throughline.sink.Telemetry;
import io.throughline.testkit.Condition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A Redis stream takes all records at least once, whatever Redis does meanwhile. */
class RedisSinkTest {
    private Optional<Server> server = Optional.empty();
    private Optional<SinkQueue> queue = Optional.empty();

    @BeforeAll
    static void quiet() {
        ((Logger) LoggerFactory.getLogger("io.lettuce")).setLevel(Level.WARN);
        ((Logger) LoggerFactory.getLogger("io.netty")).setLevel(Level.WARN);
        ((Logger) LoggerFactory.getLogger("reactor")).setLevel(Level.WARN);
    }

    @AfterEach
    void stop() throws Exception {
        queue.ifPresent(running -> running.close(Duration.ofMillis(100)));
        for (Server running : server.stream().toList()) {
            running.close();
        }
    }

    @Test
    void addsOneEntryARecordInOrder() throws Exception {
        Server redis = server().start();
        Telemetry telemetry = Telemetry.open(List.of(settings(redis.uri(), 1_000_000)), 10_000);
        for (int i = 0; i < 1_200; i++) {
            telemetry.accept(Calls.call("" + i));
        }
        telemetry.close(Duration.ofSeconds(20));
        assertThat(telemetry.status().get(0).written()).isEqualTo(1_200);
        assertThat(redis.payloads(redis.uri())).containsExactlyElementsOf(jsons(0, 1_200));
    }

    @Test
    void opensAtOnceWithoutRedisAndWritesWhenItAppears() throws Exception {
        Server redis = server();
        long before = System.nanoTime();
        SinkQueue records = start(RedisSink.open(settings(redis.uri(), 1_000)), 10_000);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(RedisSink.TIMEOUT);
        offer(records, 0, 700);
        Condition.await("down", () -> !records.status().up());
        assertThat(records.status().written()).isZero();
        redis.start();
        Condition.await("all written", () -> records.status().written() == 700);
        assertThat(redis.payloads(redis.uri())).containsExactlyElementsOf(jsons(0, 700));
        assertThat(records.status().up()).isTrue();
    }

    @Test
    void writesAgainWhatFailedWhileRedisWasAway() throws Exception {
        Server redis = server().start();
        SinkQueue records = start(RedisSink.open(settings(redis.uri(), 100_000)), 10_000);
        offer(records, 0, 100);
        Condition.await("the first written", () -> records.status().written() == 100);
        redis.stop();
        offer(records, 100, 2_000);
        Condition.await("down", () -> !records.status().up());
        assertThat(records.status().waiting()).isEqualTo(2_000);
        assertThat(records.status().lastError()).isPresent();
        redis.start();
        Condition.await("all written", () -> records.status().written() == 2_100);
        assertThat(records.status().dropped().values()).containsOnly(0L);
        assertThat(redis.payloads(redis.uri())).containsAll(jsons(100, 2_000));
    }

    @Test
    void dropsTheNewestWhileRedisIsAwayAndTheQueueIsFull() throws Exception {
        Server redis = server();
        SinkQueue records = start(RedisSink.open(settings(redis.uri(), 1_000)), 50);
        offer(records, 0, 80);
        assertThat(records.status().waiting()).isEqualTo(50);
        assertThat(records.status().dropped()).containsEntry(DropReason.QUEUE_FULL, 30L);
        redis.start();
        Condition.await("all written", () -> records.status().written() == 50);
        assertThat(redis.payloads(redis.uri())).containsExactlyElementsOf(jsons(0, 50));
    }

    @Test
    void keepsTheStreamNearItsLength() throws Exception {
        Server redis = server("stream-node-max-entries 10").start();
        SinkQueue records = start(RedisSink.open(settings(redis.uri(), 100)), 10_000);
        offer(records, 0, 3_000);
        Condition.await("all written", () -> records.status().written() == 3_000);
        List<String> kept = redis.payloads(redis.uri());
        assertThat(kept).hasSizeBetween(100, 120);
        assertThat(kept.get(kept.size() - 1)).isEqualTo(jsons(2_999, 1).get(0));
    }

    @Test
    void writesWithThePasswordAndNeverShowsAWrongOne() throws Exception {
        Server redis = server("requirepass right").start();
        String uri = "redis://:right@127.0.0.1:" + redis.port;
        try (RedisSink sink = RedisSink.open(settings(uri, 100))) {
            sink.write(List.of(Calls.call("0")));
            assertThat(redis.payloads(uri)).isEqualTo(jsons(0, 1));
        }
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger all = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        all.addAppender(log);
        SinkQueue records = start(RedisSink.open(settings("redis://:hunter2@127.0.0.1:" + redis.port, 100)), 10);
        records.offer(Calls.call("1"));
        Condition.await(
                "refused and told",
                () -> !records.status().up()
                        && lines(log).stream().anyMatch(line -> line.contains("Redis refuses: WRONGPASS")));
        all.detachAppender(log);
        assertThat(lines(log)).noneMatch(line -> line.contains("hunter2"));
        assertThat(records.status().toString()).doesNotContain("hunter2");
    }

    @Test
    void failsWithinItsTimeWhenTheServerHangs() throws Exception {
        try (var hanging = new java.net.ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress());
                RedisSink sink = RedisSink.open(settings("redis://127.0.0.1:" + hanging.getLocalPort(), 100))) {
            long before = System.nanoTime();
            assertThatThrownBy(() -> sink.write(List.of(Calls.call("0")))).isInstanceOf(java.io.IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(RedisSink.TIMEOUT.multipliedBy(2));
        }
    }

    @Test
    void doesNotShowAnAddressItCanNotRead() {
        assertThatThrownBy(() -> RedisSink.open(settings("redis://:hun ter2@host", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("telemetry.redis.uri")
                .hasNoCause()
                .hasMessageNotContaining("ter2");
    }

    /** An appender is called under its own lock. */
    private static List<String> lines(ListAppender<ILoggingEvent> log) {
        synchronized (log) {
            return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        }
    }

    private Server server(String... settings) throws Exception {
        Server redis = Server.onFreePort(settings);
        server = Optional.of(redis);
        return redis;
    }

    private SinkQueue start(Sink sink, int records) {
        SinkQueue started = SinkQueue.start(
                sink,
                new QueueSettings(
                        new QueueSettings.Limit(records, 64 << 20),
                        new QueueSettings.Batching(500, 8 << 20, Duration.ofMillis(10)),
                        new QueueSettings.Retry(Duration.ofMillis(10), Duration.ofMillis(200), Duration.ofMinutes(1))));
        queue = Optional.of(started);
        return started;
    }

    private static SinkSettings.Redis settings(String uri, long maxLength) {
        return new SinkSettings.Redis(Secret.of(uri), Server.STREAM, maxLength);
    }

    private static void offer(SinkQueue records, int from, int count) {
        IntStream.range(from, from + count).forEach(i -> records.offer(Calls.call("" + i)));
    }

    private static List<String> jsons(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> (TelemetryRecord) Calls.call("" + i))
                .map(call -> new String(call.json(), StandardCharsets.UTF_8))
                .toList();
    }
}
