package io.throughline.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.thread.ContinuityIndex.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryContinuityIndexTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final TraceRef ONE = new TraceRef("one", "thread");
    private static final TraceRef OTHER = TraceRef.of("other");
    private static final ContinuityKey KEY = new ContinuityKey(1, 2);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final MemoryContinuityIndex index = new MemoryContinuityIndex(100_000, (InstantSource) now::get);

    @Test
    void aKeyOfOneTraceFindsIt() {
        index.note(List.of(KEY), ONE, HOUR);
        index.note(List.of(KEY), new TraceRef("one", "newer thread"), HOUR);

        assertThat(found(KEY)).isEqualTo(new Entry.One(new TraceRef("one", "newer thread")));
        assertThat(found(new ContinuityKey(1, 3))).isEqualTo(ContinuityIndex.UNKNOWN);
    }

    @Test
    void aKeyOfTwoTracesIsNobodysUntilItsTimeIsOver() {
        index.note(List.of(KEY), ONE, HOUR);
        index.note(List.of(KEY), OTHER, HOUR);
        index.note(List.of(KEY), ONE, HOUR);
        assertThat(found(KEY)).isEqualTo(ContinuityIndex.AMBIGUOUS);

        now.set(Instant.EPOCH.plus(HOUR));
        assertThat(found(KEY)).isEqualTo(ContinuityIndex.UNKNOWN);

        index.note(List.of(KEY), OTHER, HOUR);
        assertThat(found(KEY)).isEqualTo(new Entry.One(OTHER));
    }

    @Test
    void notingProlongs() {
        index.note(List.of(KEY), ONE, HOUR);
        now.set(Instant.EPOCH.plus(HOUR).minusMillis(1));
        index.note(List.of(KEY), ONE, HOUR);
        now.set(Instant.EPOCH.plus(HOUR.multipliedBy(2)).minusMillis(2));

        assertThat(found(KEY)).isEqualTo(new Entry.One(ONE));
    }

    @Test
    void aMillionNotesLeaveNoMoreThanItMayHoldAndTheOneThatWasAskedFor() {
        index.note(List.of(KEY), ONE, HOUR);
        for (int number = 0; number < 1_000_000; number++) {
            index.note(List.of(random()), OTHER, HOUR);
            if (number % 500 == 0) {
                assertThat(found(KEY)).isEqualTo(new Entry.One(ONE));
            }
        }

        assertThat(index.size()).isBetween(50_000, 100_000);
    }

    @Test
    void traceIsFoundAsItWasNotedWhateverFormItsIdHas() {
        String id = "0190a5b0-7f3c-7a1b-8c2d-0123456789ab";
        List<TraceRef> traces = List.of(
                TraceRef.of(id),
                TraceRef.of(Uuid7.next()),
                new TraceRef(id, "thread"),
                new TraceRef("run", id),
                TraceRef.of(id.toUpperCase(Locale.ROOT)),
                TraceRef.of(id.replace('-', '.')),
                TraceRef.of(id.substring(1)),
                TraceRef.of("00000000-0000-0000-0000-000000000000"));
        for (TraceRef before : traces) {
            for (TraceRef trace : traces) {
                ContinuityKey key = random();
                index.note(List.of(key), before, Duration.ofMillis(1));
                now.set(now.get().plusMillis(1));
                index.note(List.of(key), trace, HOUR);
                IntStream.range(0, 20).forEach(more -> index.note(List.of(random()), trace, HOUR)); // tables grow

                assertThat(found(key)).isEqualTo(new Entry.One(trace));
            }
        }
    }

    @Test
    void ofManyWhoNoteAtOnceNobodyWins() {
        List<ContinuityKey> keys = IntStream.range(0, 1000)
                .mapToObj(number -> new ContinuityKey(number, number))
                .toList();
        CompletableFuture.allOf(IntStream.range(0, 8)
                        .mapToObj(thread -> CompletableFuture.runAsync(
                                () -> index.note(keys, TraceRef.of("trace-" + thread), HOUR)))
                        .toArray(CompletableFuture<?>[]::new))
                .join();

        assertThat(keys).allSatisfy(key -> assertThat(found(key)).isEqualTo(ContinuityIndex.AMBIGUOUS));
    }

    private static ContinuityKey random() {
        return new ContinuityKey(
                ThreadLocalRandom.current().nextLong(),
                ThreadLocalRandom.current().nextLong());
    }

    private Entry found(ContinuityKey key) {
        return index.find(List.of(key)).toCompletableFuture().join().get(0);
    }
}
