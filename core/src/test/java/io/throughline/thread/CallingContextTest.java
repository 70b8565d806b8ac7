package io.throughline.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import io.throughline.Attributes;
import io.throughline.ThroughlineContext;
import io.throughline.ThroughlineContext.Captured;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** A call from inside the JVM knows its trace from what is around it, the nearest first. */
class CallingContextTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void nothingAroundIsNoContext() {
        assertThat(CallingContext.of(Attributes.none())).isEmpty();
        assertThat(CurrentSpan.find()).isEmpty();
    }

    @Test
    void whatTheMountBroughtCountsMoreThanTheScopeAndThatMoreThanTheLog() {
        MDC.put("throughline.trace", "of-the-log");
        MDC.put("throughline.user", "ada");
        assertThat(CallingContext.of(Attributes.none()))
                .contains(new Captured(Optional.of("of-the-log"), Optional.empty(), Optional.of("ada")));
        try (ThroughlineContext.Scope scope = ThroughlineContext.with("of-the-scope")) {
            assertThat(trace(Attributes.none())).contains("of-the-scope");
            Captured brought = new Captured(Optional.of("of-the-mount"), Optional.empty(), Optional.empty());
            assertThat(trace(Attributes.none().with(ThroughlineContext.KEY, brought)))
                    .contains("of-the-mount");
            assertThat(scope).isNotNull();
        }
    }

    @Test
    void aLoggedValueThatIsNoIdIsNone() {
        MDC.put("throughline.trace", "a b");
        assertThat(CallingContext.of(Attributes.none())).isEmpty();
    }

    @Test
    void theCurrentSpanIsFound() {
        SpanContext context = SpanContext.create(TRACE, SPAN, TraceFlags.getSampled(), TraceState.getDefault());
        try (Scope scope = Span.wrap(context).makeCurrent()) {
            assertThat(CurrentSpan.find()).contains(new CurrentSpan(TRACE, SPAN, true));
            assertThat(scope).isNotNull();
        }
        assertThat(CurrentSpan.find()).isEmpty();
    }

    private static Optional<String> trace(Attributes attributes) {
        return CallingContext.of(attributes).flatMap(Captured::trace);
    }
}
