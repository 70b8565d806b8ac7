package io.throughline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.throughline.testkit.Condition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What waits for a sink that is away waits on disk, in order, beyond the end of the process. */
@Timeout(60)
class SpooledQueueTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final QueueSettings.Retry QUICK =
            new QueueSettings.Retry(Duration.ofMillis(1), Duration.ofMillis(4), NEVER);
    private static final QueueSettings.Retry ONCE = new QueueSettings.Retry(NEVER, NEVER, NEVER);
    private static final long LINE = Calls.call("0").json().length + 1L;

    @TempDir
    private Path directory;

    private final List<SinkQueue> running = new ArrayList<>();
    private long bytes = 1 << 30;

    @AfterEach
    void close() {
        running.forEach(queue -> queue.close(SOON));
    }

    @Test
    void touchesNoDiskWhileTheSinkIsWell() {
        ScriptedRemoteSink sink = new ScriptedRemoteSink();
        SinkQueue queue = start(sink, QUICK);
        offer(queue, 0, 10);
        queue.close(SOON);
        assertThat(sink.written).isEqualTo(ids(0, 10));
        assertThat(root()).doesNotExist();
    }

    @Test
    void handsOverInOrderWhenTheSinkIsBackThoughMoreComesMeanwhile() {
        ScriptedRemoteSink sink = ScriptedRemoteSink.away();
        SinkQueue queue = start(sink, QUICK);
        offer(queue, 0, 25);
        Condition.await("on disk", () -> queue.status().spooled() == 25);
        assertThat(queue.status().waiting()).isGreaterThanOrEqualTo(25);
        assertThat(queue.status().up()).isFalse();
        sink.away = false;
        offer(queue, 25, 25);
        Condition.await("handed over", () -> queue.status().written() == 50);
        offer(queue, 50, 5);
        Condition.await("and on", () -> queue.status().written() == 55);
        assertThat(sink.written).isEqualTo(ids(0, 55));
        assertThat(queue.status().dropped().values()).containsOnly(0L);
        assertThat(queue.status().spooled()).isZero();
        assertThat(files()).isEmpty();
    }

    @Test
    void asksWithASingleRecordWhetherTheSinkIsBack() {
        ScriptedRemoteSink sink = ScriptedRemoteSink.away();
        SinkQueue queue = start(sink, QUICK);
        offer(queue, 0, 100);
        Condition.await("tried", () -> queue.status().spooled() == 100 && sink.attempts.size() > 4);
        assertThat(sink.attempts.subList(1, 4)).containsOnly(1);
    }

    @Test
    void leavesWhatWaitsToTheNextProcessAndDoesNotWaitForTheSink() {
        ScriptedRemoteSink away = ScriptedRemoteSink.away();
        SinkQueue before = start(away, ONCE);
        offer(before, 0, 30);
        ListAppender<ILoggingEvent> log = listen();
        long began = System.nanoTime();
        before.close(NEVER);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        assertThat(lines(log)).containsOnlyOnce("Sink remote: 30 records wait in " + root() + " for the next process");
        assertThat(dropped(before, DropReason.CLOSING)).isZero();
        assertThat(away.closes).hasValue(1);

        ScriptedRemoteSink back = new ScriptedRemoteSink();
        SinkQueue after = start(back, ONCE);
        offer(after, 30, 5);
        Condition.await("all written", () -> after.status().written() == 35);
        assertThat(back.written).isEqualTo(ids(0, 35));
        assertThat(files()).isEmpty();
    }

    @Test
    void keepsWhatASinkHasInHandThatHangsWhenTheTimeIsOver() throws Exception {
        ScriptedRemoteSink hanging = new ScriptedRemoteSink();
        hanging.gate = new CountDownLatch(1);
        SinkQueue before = start(hanging, ONCE);
        offer(before, 0, 30);
        hanging.entered.await();
        before.close(Duration.ofMillis(20));
        assertThat(before.status().dropped().values()).containsOnly(0L);
        assertThat(hanging.closes).hasValue(1);

        ScriptedRemoteSink back = new ScriptedRemoteSink();
        SinkQueue after = start(back, ONCE);
        Condition.await("all written", () -> after.status().written() == 30);
        assertThat(back.written).isEqualTo(ids(0, 30));
    }

    @Test
    void whatWasHandedOverDoesNotComeAgainAfterAClose() {
        ScriptedRemoteSink away = ScriptedRemoteSink.away();
        SinkQueue before = start(away, ONCE);
        offer(before, 0, 30);
        before.close(SOON);

        ScriptedRemoteSink soonAway = new ScriptedRemoteSink();
        soonAway.batchesUntilAway = 1;
        SinkQueue between = start(soonAway, ONCE);
        Condition.await("away again", () -> soonAway.attempts.size() > 1);
        between.close(SOON);
        assertThat(soonAway.written).isEqualTo(ids(0, 10));

        ScriptedRemoteSink back = new ScriptedRemoteSink();
        SinkQueue after = start(back, ONCE);
        Condition.await("the rest written", () -> after.status().written() == 20);
        assertThat(back.written).isEqualTo(ids(10, 20));
    }

    @Test
    void isBoundedInBytesAndRefusesTheNewest() {
        bytes = 20 * LINE;
        ScriptedRemoteSink sink = ScriptedRemoteSink.away();
        SinkQueue queue = start(sink, QUICK);
        offer(queue, 0, 10);
        Condition.await("on disk", () -> queue.status().spooled() == 10);
        offer(queue, 10, 30);
        Condition.await(
                "too much",
                () -> dropped(queue, DropReason.SPOOL_FULL) > 0
                        && queue.status().waiting() == queue.status().spooled());
        int kept = queue.status().spooled();
        assertThat(kept).isBetween(15, 20);
        assertThat(dropped(queue, DropReason.SPOOL_FULL)).isEqualTo(40 - kept);
        sink.away = false;
        Condition.await("handed over", () -> queue.status().written() == kept);
        assertThat(sink.written).isEqualTo(ids(0, kept));
    }

    @Test
    void aHalfLineOfAKilledProcessIsLeftOutCountedAndTold() throws Exception {
        SinkQueue before = start(ScriptedRemoteSink.away(), ONCE);
        offer(before, 0, 3);
        before.close(SOON);
        Files.writeString(files().get(0), "{\"type\":\"call\",\"id\":\"to", StandardOpenOption.APPEND);
        ListAppender<ILoggingEvent> log = listen();

        ScriptedRemoteSink back = new ScriptedRemoteSink();
        SinkQueue after = start(back, ONCE);
        Condition.await(
                "written", () -> after.status().written() == 3 && after.status().spooled() == 0);
        after.close(SOON);
        assertThat(back.written).isEqualTo(ids(0, 3));
        assertThat(dropped(after, DropReason.UNREADABLE)).isOne();
        assertThat(lines(log)).anyMatch(line -> line.contains("1 lines hold no whole record"));
        assertThat(files()).isEmpty();
    }

    @Test
    void twoOnOneDirectoryDoNotHandOverTheSame() {
        ScriptedRemoteSink one = ScriptedRemoteSink.away();
        ScriptedRemoteSink two = ScriptedRemoteSink.away();
        SinkQueue first = start(one, QUICK);
        offer(first, 0, 10);
        Condition.await("on disk", () -> first.status().spooled() == 10);
        SinkQueue second = start(two, QUICK);
        offer(second, 10, 10);
        Condition.await("on disk, too", () -> second.status().spooled() == 10);
        one.away = false;
        two.away = false;
        Condition.await(
                "both written",
                () -> first.status().written() == 10 && second.status().written() == 10);
        assertThat(one.written).isEqualTo(ids(0, 10));
        assertThat(two.written).isEqualTo(ids(10, 10));
    }

    @Test
    void oneTakesOverWhatTwoLeft() {
        SinkQueue first = start(ScriptedRemoteSink.away(), ONCE);
        SinkQueue second = start(ScriptedRemoteSink.away(), ONCE);
        offer(first, 0, 10);
        Condition.await("on disk", () -> first.status().spooled() == 10);
        offer(second, 10, 10);
        Condition.await("on disk, too", () -> second.status().spooled() == 10);
        first.close(SOON);
        second.close(SOON);
        ScriptedRemoteSink back = new ScriptedRemoteSink();
        SinkQueue after = start(back, ONCE);
        Condition.await("all written", () -> after.status().written() == 20);
        assertThat(back.written).isEqualTo(ids(0, 20));
    }

    @Test
    void aDiskThatCanNotBeWrittenLeavesItToMemory() throws Exception {
        Files.writeString(root(), "a file where the directory should be");
        ScriptedRemoteSink sink = ScriptedRemoteSink.away();
        SinkQueue queue = start(sink, QUICK);
        offer(queue, 0, 10);
        Condition.await("tried", () -> sink.attempts.size() > 3);
        sink.away = false;
        Condition.await("written", () -> queue.status().written() == 10);
        assertThat(sink.written).isEqualTo(ids(0, 10));
        assertThat(queue.status().dropped().values()).containsOnly(0L);
    }

    @Test
    void dropsOnlyTheRecordThatCanNotBeWritten() {
        ScriptedRemoteSink sink = ScriptedRemoteSink.away();
        SinkQueue queue = start(sink, QUICK);
        queue.offer(Calls.call("0"));
        queue.offer(Calls.unwritable("poison"));
        queue.offer(Calls.call("1"));
        Condition.await("on disk", () -> queue.status().spooled() == 2);
        assertThat(dropped(queue, DropReason.UNREADABLE)).isOne();
    }

    @Test
    void withoutASpoolWhatIsLostAtTheEndIsToldInOneLine() {
        ScriptedSink away = new ScriptedSink();
        away.failuresLeft = Integer.MAX_VALUE;
        SinkQueue queue = SinkQueue.start(away, settings(ONCE));
        offer(queue, 0, 9);
        ListAppender<ILoggingEvent> log = listen();
        queue.close(Duration.ofMillis(20));
        queue.close(Duration.ofMillis(20));
        assertThat(lines(log))
                .containsOnlyOnce("Sink scripted closed without 9 records that waited for it: they are lost");
        assertThat(dropped(queue, DropReason.CLOSING)).isEqualTo(9);
    }

    private SinkQueue start(RemoteSink sink, QueueSettings.Retry retry) {
        SinkQueue queue =
                SinkQueue.start(sink, settings(retry), new QueueSettings.Spooling(directory.resolve("spool"), bytes));
        running.add(queue);
        return queue;
    }

    private static QueueSettings settings(QueueSettings.Retry retry) {
        return new QueueSettings(
                new QueueSettings.Limit(10_000, 1 << 30),
                new QueueSettings.Batching(10, 1 << 30, Duration.ZERO),
                retry);
    }

    private Path root() {
        return directory.resolve("spool").toAbsolutePath();
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.walk(root())) {
            return all.filter(file -> file.toString().endsWith(".jsonl")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ListAppender<ILoggingEvent> listen() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        ((Logger) LoggerFactory.getLogger("io.throughline.sink")).addAppender(log);
        return log;
    }

    /** An appender is called under its own lock. */
    private static List<String> lines(ListAppender<ILoggingEvent> log) {
        synchronized (log) {
            return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        }
    }

    private static void offer(SinkQueue queue, int from, int count) {
        ids(from, count).forEach(id -> queue.offer(Calls.call(id)));
    }

    private static List<String> ids(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(Integer::toString).toList();
    }

    private static long dropped(SinkQueue queue, DropReason reason) {
        return Optional.ofNullable(queue.status().dropped().get(reason)).orElse(0L);
    }
}
