package io.throughline.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code traceparent} as W3C Trace Context, level 2, has it. */
class TraceParentTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @ParameterizedTest
    @CsvSource({
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, 01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00, 00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03, 03",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff, 03",
        "' 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 ', 01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, 01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-will-be-like, 01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-, 01"
    })
    void goesOnWithTheFlagsThatAreKnown(String value, String flags) {
        TraceParent read = TraceParent.of(Headers.of("TraceParent", value)).orElseThrow();
        assertThat(read.traceId()).isEqualTo(TRACE);
        assertThat(read.spanId()).isEqualTo(SPAN);
        assertThat(read.child("b7ad6b7169203331").header()).isEqualTo("00-" + TRACE + "-b7ad6b7169203331-" + flags);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rubbish",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01",
                "0G-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e47361-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-.0",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-will-be-like",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what-the-future-will-be-like",
                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01"
            })
    void isIgnoredWhereItIsNone(String value) {
        assertThat(TraceParent.of(Headers.of("traceparent", value))).isEmpty();
    }

    @Test
    void isIgnoredWhereItIsThereTwice() {
        String value = "00-" + TRACE + "-" + SPAN + "-01";
        assertThat(TraceParent.of(Headers.of("traceparent", value, "Traceparent", value)))
                .isEmpty();
    }

    @Test
    void ofOurOwnTracesIsTheSameEverywhereAndAnotherForEachTenant() {
        String acme = TraceParent.traceIdOf("acme", "order-4711");
        assertThat(acme)
                .matches("[0-9a-f]{32}")
                .isEqualTo(TraceParent.traceIdOf("acme", "order-4711"))
                .isNotEqualTo(TraceParent.traceIdOf("other", "order-4711"))
                .isNotEqualTo(TraceParent.traceIdOf("acme", "order-4712"));
    }
}
