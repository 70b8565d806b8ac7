package io.throughline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.testkit.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a queue promises to calls and to its sink. */
class SinkQueueTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final QueueSettings.Retry QUICK =
            new QueueSettings.Retry(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofSeconds(20));

    private final ScriptedSink sink = new ScriptedSink();
    private Optional<SinkQueue> running = Optional.empty();

    @AfterEach
    void close() {
        sink.gate.countDown();
        running.ifPresent(queue -> queue.close(Duration.ofSeconds(5)));
    }

    @Test
    void writesARecordAtOnceAfterAQuietTimeThoughTheFlushIntervalIsLong() {
        SinkQueue queue = start(100, 1 << 30, 10, NEVER, QUICK);
        assertThat(queue.offer(Calls.call("a"))).isTrue();
        Condition.await("written", () -> queue.status().written() == 1);
    }

    @Test
    void writesAFullBatchWithoutWaitingForTheFlushInterval() {
        SinkQueue queue = start(100, 1 << 30, 3, NEVER, QUICK);
        queue.offer(Calls.call("first"));
        Condition.await("the interval begins", () -> queue.status().written() == 1);
        offer(queue, 0, 5);
        Condition.await("one batch", () -> queue.status().written() == 4);
        assertThat(sink.attempts).containsExactly(List.of("first"), List.of("0", "1", "2"));
        assertThat(queue.status().waiting()).isEqualTo(2);
    }

    @Test
    void writesWhatIsLessThanABatchWhenTheFlushIntervalIsOver() {
        SinkQueue queue = start(100, 1 << 30, 500, Duration.ofMillis(20), QUICK);
        offer(queue, 0, 7);
        Condition.await("all written", () -> queue.status().written() == 7);
        assertThat(sink.written).containsExactly("0", "1", "2", "3", "4", "5", "6");
    }

    @Test
    void triesTheSameBatchAgainAndKeepsTheOrder() {
        sink.failuresLeft = 5;
        SinkQueue queue = start(100, 1 << 30, 2, Duration.ZERO, QUICK);
        offer(queue, 0, 6);
        Condition.await("all written", () -> queue.status().written() == 6);
        assertThat(sink.written).containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(sink.attempts.subList(0, 6)).containsOnly(sink.attempts.get(0));
        assertThat(queue.status().up()).isTrue();
        assertThat(queue.status().lastError()).contains("java.io.IOException");
    }

    @Test
    void refusesTheNewestWhenFullAndCountsWhatTheSinkHasInHand() throws InterruptedException {
        sink.gate = new CountDownLatch(1);
        SinkQueue queue = start(3, 1 << 30, 1, Duration.ZERO, QUICK);
        queue.offer(Calls.call("in hand"));
        sink.entered.await();
        assertThat(queue.offer(Calls.call("1"))).isTrue();
        assertThat(queue.offer(Calls.call("2"))).isTrue();
        assertThat(queue.offer(Calls.call("3"))).isFalse();
        assertThat(queue.status().waiting()).isEqualTo(3);
        assertThat(queue.status().dropped()).containsEntry(DropReason.QUEUE_FULL, 1L);
        sink.gate.countDown();
        Condition.await("the rest written", () -> queue.status().written() == 3);
        assertThat(sink.written).containsExactly("in hand", "1", "2");
    }

    @Test
    void isBoundedInBytesYetTakesOneRecordThatIsHeavierThanTheBound() throws InterruptedException {
        sink.gate = new CountDownLatch(1);
        String megabyte = "\"" + "x".repeat(1 << 20) + "\"";
        SinkQueue queue = start(10_000, 1 << 20, 10, Duration.ZERO, QUICK);
        assertThat(queue.offer(Calls.call("heavy", Optional.of(megabyte)))).isTrue();
        sink.entered.await();
        assertThat(queue.offer(Calls.call("heavy too", Optional.of(megabyte)))).isFalse();
        assertThat(queue.status().waitingBytes()).isGreaterThan(1 << 20);
        sink.gate.countDown();
        Condition.await("room again", () -> queue.status().waitingBytes() == 0);
        assertThat(queue.offer(Calls.call("light"))).isTrue();
    }

    @Test
    void splitsBatchesByBytes() {
        sink.gate = new CountDownLatch(1);
        String text = "\"" + "x".repeat(100_000) + "\"";
        running = Optional.of(SinkQueue.start(
                sink,
                new QueueSettings(
                        new QueueSettings.Limit(100, 1 << 30),
                        new QueueSettings.Batching(500, 250_000, Duration.ZERO),
                        QUICK)));
        for (int i = 0; i < 9; i++) {
            running.get().offer(Calls.call("" + i, Optional.of(text)));
        }
        sink.gate.countDown();
        Condition.await("all written", () -> sink.written.size() == 9);
        assertThat(sink.attempts).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(2));
    }

    @Test
    void dropsABatchThatTheSinkFailsOnForTooLongAndGoesOn() {
        sink.failuresLeft = Integer.MAX_VALUE;
        QueueSettings.Retry impatient =
                new QueueSettings.Retry(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(20));
        SinkQueue queue = start(100, 1 << 30, 10, Duration.ZERO, impatient);
        queue.offer(Calls.call("lost"));
        Condition.await("dropped", () -> dropped(queue, DropReason.SINK_FAILED) == 1);
        assertThat(queue.status().up()).isFalse();
        assertThat(queue.status().waiting()).isZero();
        sink.failuresLeft = 0;
        queue.offer(Calls.call("kept"));
        Condition.await("written", () -> sink.written.equals(List.of("kept")));
    }

    @Test
    void dropsOnlyTheRecordThatCanNotBeWrittenNotItsBatch() {
        sink.gate = new CountDownLatch(1);
        SinkQueue queue = start(100, 1 << 30, 10, Duration.ZERO, QUICK);
        queue.offer(Calls.call("0"));
        queue.offer(Calls.call("1"));
        queue.offer(Calls.unwritable("poison"));
        queue.offer(Calls.call("2"));
        sink.gate.countDown();
        Condition.await("the others written", () -> queue.status().written() == 3);
        assertThat(sink.written).containsExactly("0", "1", "2");
        assertThat(dropped(queue, DropReason.UNREADABLE)).isOne();
    }

    @Test
    void survivesAnErrorOfTheSink() {
        sink.failuresLeft = 2;
        sink.failure = new UnsatisfiedLinkError("no native library");
        SinkQueue queue = start(100, 1 << 30, 10, Duration.ZERO, QUICK);
        queue.offer(Calls.call("a"));
        Condition.await("written", () -> queue.status().written() == 1);
        assertThat(queue.status().lastError()).contains("java.lang.UnsatisfiedLinkError");
    }

    @Test
    void writesAllThatWaitsOnClose() {
        SinkQueue queue = start(10_000, 1 << 30, 100, NEVER, QUICK);
        offer(queue, 0, 1_050);
        queue.close(Duration.ofSeconds(20));
        assertThat(sink.written).hasSize(1_050);
        assertThat(sink.closes).hasValue(1);
        assertThat(queue.offer(Calls.call("late"))).isFalse();
        assertThat(dropped(queue, DropReason.CLOSING)).isOne();
        queue.close(Duration.ZERO);
        assertThat(sink.closes).hasValue(1);
    }

    @Test
    void closesInTimeAndCountsWhatIsLeftThoughTheSinkIsDown() {
        sink.failuresLeft = Integer.MAX_VALUE;
        SinkQueue queue = start(100, 1 << 30, 2, Duration.ZERO, new QueueSettings.Retry(NEVER, NEVER, NEVER));
        offer(queue, 0, 9);
        queue.close(Duration.ofMillis(50));
        assertThat(dropped(queue, DropReason.CLOSING)).isEqualTo(9);
        assertThat(queue.status().waiting()).isZero();
        assertThat(sink.closes).hasValue(1);
    }

    @Test
    void returnsFromCloseThoughTheSinkHangsAndCountsWhatItHadInHandLater() throws InterruptedException {
        sink.gate = new CountDownLatch(1);
        sink.ignoresInterrupts = true;
        SinkQueue queue = start(100, 1 << 30, 1, Duration.ZERO, QUICK);
        offer(queue, 0, 3);
        sink.entered.await();
        queue.close(Duration.ofMillis(20));
        assertThat(dropped(queue, DropReason.CLOSING)).isEqualTo(2);
        assertThat(queue.status().waiting()).isEqualTo(1);
        sink.gate.countDown();
        Condition.await("closed", () -> sink.closes.get() == 1);
        assertThat(queue.status().written()).isEqualTo(1);
    }

    @Test
    void countsEveryRecordOnceWhileManyThreadsOffer() throws InterruptedException {
        sink.failuresLeft = 20;
        SinkQueue queue = start(500, 1 << 30, 50, Duration.ZERO, QUICK);
        List<Thread> callers = IntStream.range(0, 8)
                .mapToObj(n -> new Thread(() -> offer(queue, n * 10_000, 2_000)))
                .toList();
        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }
        queue.close(Duration.ofSeconds(20));
        assertThat(queue.status().written() + dropped(queue, DropReason.QUEUE_FULL))
                .isEqualTo(16_000);
        assertThat(sink.written).doesNotHaveDuplicates().hasSize((int)
                queue.status().written());
    }

    private SinkQueue start(int records, long bytes, int batch, Duration flush, QueueSettings.Retry retry) {
        SinkQueue queue = SinkQueue.start(
                sink,
                new QueueSettings(
                        new QueueSettings.Limit(records, bytes),
                        new QueueSettings.Batching(batch, 1 << 30, flush),
                        retry));
        running = Optional.of(queue);
        return queue;
    }

    private static void offer(SinkQueue queue, int from, int count) {
        IntStream.range(from, from + count).forEach(i -> queue.offer(Calls.call("" + i)));
    }

    private static long dropped(SinkQueue queue, DropReason reason) {
        return queue.status().dropped().getOrDefault(reason, 0L);
    }
}
