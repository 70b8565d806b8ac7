package io.throughline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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

    private static Optional<String> parent(Timelines timelines, int trace) {
        RuntimeEvent event = new RuntimeEvent(
                EventType.TOOL_RESULT,
                "trace-" + trace,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                java.util.List.of("call_" + trace + "_599"),
                java.util.List.of());
        return timelines.of("acme", "trace-" + trace, "thread").parentOf(event, Instant.EPOCH);
    }
}
