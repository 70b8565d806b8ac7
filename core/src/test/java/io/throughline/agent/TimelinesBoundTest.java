package io.throughline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** However many traces have however many calls of tools, what is held stays within its bound, and the latest are known. */
class TimelinesBoundTest {
    @Test
    void manyTracesOfManyToolCalls() {
        Timelines timelines = new Timelines();
        for (int trace = 0; trace < 3_000; trace++) {
            timelines.began("acme", "trace-" + trace, "thread", "span-" + trace, Optional.empty(), Instant.EPOCH);
            for (int call = 0; call < 600; call++) {
                timelines.calledTool("acme", "trace-" + trace, "span-" + trace, "call_" + trace + "_" + call);
            }
            assertThat(timelines.entries()).isLessThan(501_000);
        }
        assertThat(timelines.entries()).isGreaterThan(400_000);
        assertThat(parent(timelines, 2_999)).contains("span-2999");
        assertThat(parent(timelines, 0)).isEmpty();
    }

    @Test
    void ofALongTraceTheOldestCallsAreForgotten() {
        Timelines timelines = new Timelines();
        for (int call = 0; call < 100; call++) {
            timelines.began("acme", "trace", "thread", "span-" + call, Optional.empty(), Instant.ofEpochSecond(call));
        }

        assertThat(timelines.entries()).isEqualTo(64);
        assertThat(parent(timelines, "trace", Instant.ofEpochSecond(40))).contains("span-40");
        assertThat(parent(timelines, "trace", Instant.ofEpochSecond(36))).contains("span-36");
        assertThat(parent(timelines, "trace", Instant.ofEpochSecond(35))).isEmpty();
    }

    @Test
    void callThatEndedCountsBeforeOnesUnderWay() {
        Timelines timelines = new Timelines();
        for (int call = 0; call < 3; call++) {
            timelines.began("acme", "trace", "thread", "span-" + call, Optional.empty(), Instant.EPOCH);
        }
        timelines.ended("acme", "trace", "span-1", Instant.EPOCH);
        timelines.ended("acme", "trace", "span-9", Instant.EPOCH);

        assertThat(parent(timelines, "trace", Instant.EPOCH)).contains("span-1");
    }

    private static Optional<String> parent(Timelines timelines, int trace) {
        return parent(timelines, "trace-" + trace, Instant.EPOCH, "call_" + trace + "_599");
    }

    private static Optional<String> parent(Timelines timelines, String trace, Instant at, String... toolCalls) {
        RuntimeEvent event = new RuntimeEvent(
                EventType.TOOL_RESULT,
                trace,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(toolCalls),
                List.of());
        return timelines.of("acme", trace, "thread").parentOf(event, at);
    }
}
