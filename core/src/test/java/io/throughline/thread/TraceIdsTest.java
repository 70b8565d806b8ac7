package io.throughline.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Headers;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ids a client sends are taken whole or refused; the ids it does not send are made. */
class TraceIdsTest {
    @Test
    void takesBothIds() {
        TraceIds ids = TraceIds.of(Headers.of("X-Trace-ID", "run-1", "x-thread-id", "thread:7"));
        assertThat(ids.traceId()).isEqualTo("run-1");
        assertThat(ids.threadId()).isEqualTo("thread:7");
        assertThat(ids.matchedBy()).isEqualTo("header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Trace-ID", "X-Thread-ID"})
    void oneAloneServesAsBoth(String name) {
        TraceIds ids = TraceIds.of(Headers.of(name, "only"));
        assertThat(ids.traceId()).isEqualTo("only");
        assertThat(ids.threadId()).isEqualTo("only");
    }

    @Test
    void makesAUuidOfVersion7WhereNoneIsSent() {
        TraceIds ids = TraceIds.of(Headers.none());
        assertThat(ids.traceId()).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(ids.threadId()).isEqualTo(ids.traceId());
        assertThat(ids.matchedBy()).isEqualTo("new");
    }

    @Test
    void idsSortByTime() {
        List<String> ids = IntStream.range(0, 50)
                .mapToObj(i -> Uuid7.at(1_700_000_000_000L + i * 7))
                .toList();
        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "ü", "a\u200bb", "a/b", "a\r\nb", "a\u0000", "\u0007", "a\u007f", "x{y}"})
    void refusesIdsOutOfForm(String id) {
        assertThat(TraceIds.malformed(Headers.of("X-Trace-ID", id)))
                .hasValueSatisfying(error -> assertThat(error.param()).contains("X-Trace-ID"));
        assertThat(TraceIds.malformed(Headers.of("X-External-User-Id", id))).isPresent();
    }

    @Test
    void refusesAnIdThatIsTooLongRatherThanCutIt() {
        assertThat(TraceIds.malformed(Headers.of("X-Thread-ID", "x".repeat(128))))
                .isEmpty();
        for (int length : new int[] {129, 10_000}) {
            assertThat(TraceIds.malformed(Headers.of("X-Thread-ID", "x".repeat(length))))
                    .isPresent();
        }
    }

    @Test
    void refusesAnIdThatIsThereTwice() {
        assertThat(TraceIds.malformed(Headers.of("X-Trace-ID", "a", "X-Trace-ID", "b")))
                .isPresent();
    }

    @Test
    void takesTheParentSpanOfATraceparent() {
        Headers headers = Headers.of("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        assertThat(TraceIds.of(headers).parentSpanId()).contains("00f067aa0ba902b7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rubbish",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"
            })
    void ignoresATraceparentThatIsNone(String value) {
        assertThat(TraceIds.of(Headers.of("traceparent", value)).parentSpanId()).isEmpty();
    }
}
