package io.throughline.sink.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.sink.TraceStore.ModelStats;
import io.throughline.sink.TraceStore.Page;
import io.throughline.sink.TraceStore.Stats;
import io.throughline.sink.TraceStore.TraceQuery;
import io.throughline.sink.TraceStore.TraceSummary;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Lists of traces, newest first, each once; and counts. */
class TraceListTest extends StoreTest {
    @Test
    void sumsUpATraceThatSpansMidnight() throws Exception {
        write(Call.of("1", "t", "2026-11-18T23:59:59Z").model("gpt-4o").agent("planner"));
        write(Call.of("2", "t", "2026-11-19T00:00:01Z").model("claude").failed());
        write(Call.of("3", "t", "2026-11-20T00:00:01.5Z")
                .model("gpt-4o")
                .agent("writer")
                .thread("later"));
        assertThat(traces("acme"))
                .containsExactly(new TraceSummary(
                        "t",
                        "later",
                        Optional.of("writer"),
                        "2026-11-18T23:59:59Z",
                        "2026-11-20T00:00:02.300Z",
                        3,
                        1,
                        36,
                        18,
                        usd("0.0000003"),
                        List.of("gpt-4o", "claude")));
    }

    @Test
    void listsByTheLastCallNewestFirstOverDays() throws Exception {
        write(Call.of("1", "old", "2026-11-18T10:00:00Z"));
        write(Call.of("2", "spans", "2026-11-18T11:00:00Z"));
        write(Call.of("3", "middle", "2026-11-19T10:00:00Z"));
        write(Call.of("4", "spans", "2026-11-20T10:00:00Z"));
        write(Call.of("5", "new", "2026-11-20T11:00:00Z"));
        for (int limit : List.of(1, 2, 3, 4, 200)) {
            assertThat(ids(all(cursor -> store.traces("acme", query(cursor, limit)))))
                    .containsExactly("new", "spans", "middle", "old");
        }
    }

    @Test
    void neverShowsATraceTwiceNorLosesAnOldOneWhileCallsComeIn() throws Exception {
        Set<String> before = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            String trace = "t%02d".formatted(i);
            before.add(trace);
            write(Call.of("a" + i, trace, "2026-11-%02dT10:%02d:00Z".formatted(17 + i / 20, i % 20)));
        }
        List<String> shown = new ArrayList<>();
        Set<String> moved = new HashSet<>();
        Optional<String> cursor = Optional.empty();
        int turn = 0;
        do {
            Page<TraceSummary> page = store.traces("acme", query(cursor, 7));
            shown.addAll(ids(page.items()));
            cursor = page.next();
            String touched = "t%02d".formatted((turn * 23) % 60);
            moved.add(touched);
            write(
                    Call.of("new" + turn, "fresh" + turn, "2026-11-20T11:00:%02dZ".formatted(turn)),
                    Call.of("again" + turn, touched, "2026-11-20T11:30:%02dZ".formatted(turn))
                            .model("other"));
            turn++;
        } while (cursor.isPresent());
        assertThat(shown).doesNotHaveDuplicates();
        assertThat(shown)
                .containsAll(before.stream().filter(t -> !moved.contains(t)).toList());
    }

    @Test
    void filtersByAgentAndByModel() throws Exception {
        write(
                Call.of("1", "a", "2026-11-20T10:00:00Z").agent("x").model("m"),
                Call.of("2", "b", "2026-11-20T10:00:01Z").agent("y").model("m"),
                Call.of("3", "a", "2026-11-20T10:00:02Z").agent("y").model("n"),
                Call.of("4", "c", "2026-11-20T10:00:03Z").refused());
        write(Call.of("5", "d", "2026-11-19T10:00:03Z").agent("x").model("n"));
        assertThat(filtered("x", null)).containsExactly("a", "d");
        assertThat(filtered("y", null)).containsExactly("a", "b");
        assertThat(filtered(null, "m")).containsExactly("b", "a");
        assertThat(filtered(null, "n")).containsExactly("a", "d");
        assertThat(filtered("x", "n")).containsExactly("d");
        assertThat(filtered("z", null)).isEmpty();
        assertThat(filtered("' OR 1=1 --", null)).isEmpty();
        assertThat(filtered("", null)).isEmpty();
        assertThat(filtered(null, null)).containsExactly("c", "a", "b", "d");
    }

    @Test
    void listsATraceWhoseCallsComeInTheWrongOrder() throws Exception {
        write(Call.of("2", "t", "2026-11-20T10:00:05Z").agent("second"));
        write(Call.of("1", "t", "2026-11-20T10:00:00Z").agent("first"));
        TraceSummary trace = traces("acme").get(0);
        assertThat(trace.agent()).contains("second");
        assertThat(trace.startedAt()).isEqualTo("2026-11-20T10:00:00Z");
        assertThat(trace.endedAt()).isEqualTo("2026-11-20T10:00:05.800Z");
    }

    @Test
    void countsTheLastHoursByModel() throws Exception {
        write(
                Call.of("1", "t", "2026-11-20T11:59:00Z"),
                Call.of("2", "t", "2026-11-20T11:59:30Z").failed(),
                Call.of("3", "t", "2026-11-20T10:59:59Z").model("other"),
                Call.of("4", "t", "2026-11-20T11:30:00Z").refused(),
                Call.of("5", "t", "2026-11-19T12:30:00Z"));
        assertThat(store.stats("acme", 1))
                .isEqualTo(new Stats(
                        1,
                        3,
                        2,
                        usd("0.0000002"),
                        List.of(new ModelStats("openai", "gpt-4o", 2, 1, 24, 12, usd("0.0000002")))));
        assertThat(store.stats("acme", 2).byModel())
                .containsExactly(
                        new ModelStats("openai", "gpt-4o", 2, 1, 24, 12, usd("0.0000002")),
                        new ModelStats("openai", "other", 1, 0, 12, 6, usd("0.0000001")));
        assertThat(store.stats("acme", 24).calls()).isEqualTo(5);
    }

    @Test
    void saysNoCostWhereNobodyKnowsOneAndNeverZero() throws Exception {
        write(Call.of("1", "t", "2026-11-20T11:59:00Z").refused());
        assertThat(traces("acme").get(0).cost()).isEmpty();
        assertThat(store.stats("acme", 1).cost()).isEmpty();
        write(Call.of("2", "t", "2026-11-20T11:59:01Z"));
        assertThat(traces("acme").get(0).cost()).isEqualTo(usd("0.0000001"));
        assertThat(store.stats("acme", 1).cost()).isEqualTo(usd("0.0000001"));
    }

    private static Optional<BigDecimal> usd(String amount) {
        return Optional.of(new BigDecimal(amount));
    }

    private List<String> filtered(String agent, String model) {
        return ids(all(cursor -> store.traces(
                "acme", new TraceQuery(Optional.ofNullable(agent), Optional.ofNullable(model), cursor, 1))));
    }
}
