package io.throughline.sink.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.record.TelemetryRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Calls come back as they were, in order, once, to their tenant alone. */
class CallsTest extends StoreTest {
    @Test
    void returnsACallByteForByte() throws Exception {
        Call call = Call.of("019aa1b2-0000-7000-8000-000000000001", "t", "2026-11-20T10:00:00.123456789Z");
        Call huge = Call.of("huge", "t", "2026-11-20T10:00:01Z").text("x".repeat(3_000_000));
        write(call, huge);
        assertThat(store.call("acme", call.id())).contains(call.json());
        assertThat(store.call("acme", "huge")).contains(huge.json());
        assertThat(store.call("acme", "unknown")).isEmpty();
    }

    @Test
    void isEmptyBeforeTheFirstWrite() {
        assertThat(store.call("acme", "x")).isEmpty();
        assertThat(store.trace("acme", "x", Optional.empty(), 10).items()).isEmpty();
        assertThat(traces("acme")).isEmpty();
        assertThat(store.stats("acme", 24).calls()).isZero();
    }

    @Test
    void findsACallWhoseIdTellsAnotherDayThanItsTime() throws Exception {
        Call call = Call.of("019aa1b2-0000-7000-8000-000000000001", "t", "2026-11-01T10:00:00Z");
        write(call, Call.of("other", "t", "2026-11-20T10:00:00Z"));
        assertThat(store.call("acme", call.id())).contains(call.json());
    }

    @Test
    void keepsARecordOnceHoweverOftenItIsWritten() throws Exception {
        Call call = Call.of("a", "t", "2026-11-20T10:00:00Z");
        write(call, call);
        write(call);
        assertThat(store.trace("acme", "t", Optional.empty(), 10).items()).containsExactly(call.json());
        assertThat(traces("acme").get(0).calls()).isOne();
        assertThat(store.stats("acme", 24).calls()).isOne();
    }

    @Test
    void pagesATraceOverMidnightOldestFirst() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Call call = Call.of("c" + i, "t", "2026-11-19T23:59:5" + i + "Z");
            write(call, Call.of("other" + i, "u", "2026-11-19T23:59:5" + i + "Z"));
            expected.add(call.json());
        }
        for (int i = 0; i < 10; i++) {
            Call call = Call.of("d" + i, "t", "2026-11-20T00:00:0" + i / 2 + "Z");
            write(call);
            expected.add(call.json());
        }
        for (int limit : List.of(1, 3, 10, 20, 500)) {
            assertThat(all(cursor -> store.trace("acme", "t", cursor, limit))).isEqualTo(expected);
            assertThat(all(cursor -> store.thread("acme", "thread-t", cursor, limit)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void readsAThreadOfManyTraces() throws Exception {
        Call one = Call.of("1", "t1", "2026-11-20T10:00:00Z").thread("session");
        Call two = Call.of("2", "t2", "2026-11-20T10:00:01Z").thread("session");
        write(two, one);
        assertThat(store.thread("acme", "session", Optional.empty(), 10).items())
                .containsExactly(one.json(), two.json());
    }

    @Test
    void endsAPageBySizeTooAndLosesNothing() throws Exception {
        List<TelemetryRecord> batch = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            batch.add(Call.of("c" + i, "t", "2026-11-20T10:00:%02dZ".formatted(i))
                    .text("x".repeat(3_000_000))
                    .telemetry());
        }
        store.write(batch);
        assertThat(store.trace("acme", "t", Optional.empty(), 100).items()).hasSize(6);
        assertThat(all(cursor -> store.trace("acme", "t", cursor, 100))).hasSize(12);
    }

    @Test
    void pagesAThreadOfTwentyThousandCalls() throws Exception {
        for (int batch = 0; batch < 40; batch++) {
            List<TelemetryRecord> calls = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int n = batch * 500 + i;
                calls.add(Call.of("c%05d".formatted(n), "t" + n / 10_000, "2026-11-20T10:00:00Z")
                        .thread("long")
                        .telemetry());
            }
            store.write(calls);
        }
        assertThat(all(cursor -> store.thread("acme", "long", cursor, 1_000)))
                .hasSize(20_000)
                .doesNotHaveDuplicates();
        assertThat(traces("acme")).extracting(trace -> trace.calls()).containsExactly(10_000L, 10_000L);
    }

    @Test
    void showsNothingOfAnotherTenantThoughAllIdsAreTheSame() throws Exception {
        Call mine = Call.of("id", "t", "2026-11-20T10:00:00Z").thread("s");
        Call theirs = mine.tenant("rival").text("theirs");
        write(mine, theirs);
        assertThat(store.call("acme", "id")).contains(mine.json());
        assertThat(store.call("rival", "id")).contains(theirs.json());
        assertThat(store.call("nobody", "id")).isEmpty();
        assertThat(store.trace("acme", "t", Optional.empty(), 10).items()).containsExactly(mine.json());
        assertThat(store.thread("rival", "s", Optional.empty(), 10).items()).containsExactly(theirs.json());
        assertThat(traces("acme").get(0).calls()).isOne();
        assertThat(traces("nobody")).isEmpty();
        assertThat(store.stats("rival", 24).calls()).isOne();
        assertThat(store.stats("nobody", 24).calls()).isZero();
    }

    @Test
    void refusesACursorThatWasChangedOrIsOfAnotherList() throws Exception {
        write(Call.of("a", "t", "2026-11-20T10:00:00Z"), Call.of("b", "t", "2026-11-20T10:00:01Z"));
        write(Call.of("a", "t", "2026-11-20T10:00:00Z").tenant("rival"));
        String cursor = store.trace("acme", "t", Optional.empty(), 1).next().orElseThrow();
        for (int i = 0; i < cursor.length() - 1; i++) {
            char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
            String changed = cursor.substring(0, i) + other + cursor.substring(i + 1);
            assertRefused(() -> store.trace("acme", "t", Optional.of(changed), 1));
        }
        assertRefused(() -> store.trace("acme", "t", Optional.of(""), 1));
        assertRefused(() -> store.trace("acme", "t", Optional.of("%%%"), 1));
        assertRefused(() -> store.trace("acme", "u", Optional.of(cursor), 1));
        assertRefused(() -> store.thread("acme", "t", Optional.of(cursor), 1));
        assertRefused(() -> store.trace("rival", "t", Optional.of(cursor), 1));
        assertRefused(() -> store.traces("acme", query(Optional.of(cursor), 1)));
    }

    @Test
    void refusesALimitThatIsNone() {
        assertThatThrownBy(() -> store.trace("acme", "t", Optional.empty(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("limit");
        assertThatThrownBy(() -> store.traces("acme", query(Optional.empty(), 201)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 200");
        assertThatThrownBy(() -> store.stats("acme", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hours");
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable read) {
        assertThatThrownBy(read).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("cursor");
    }
}
