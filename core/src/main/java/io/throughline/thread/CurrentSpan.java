package io.throughline.thread;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.throughline.Attributes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The span of OpenTelemetry in which a call is made.
 *
 * @param traceId its trace, 32 hexadecimal digits
 * @param spanId the span, 16 hexadecimal digits
 * @param sampled whether it is recorded
 */
public record CurrentSpan(String traceId, String spanId, boolean sampled) {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentSpan.class);

    /** Where a mount whose calls change threads puts the span in which a call was made. */
    private static final Attributes.Key<CurrentSpan> KEY = new Attributes.Key<>("span", CurrentSpan.class);

    /** Returns the span that the mount brought along, else this thread's. */
    public static Optional<CurrentSpan> of(Attributes call) {
        return call.get(KEY).or(CurrentSpan::find);
    }

    /** Returns {@code call} with this thread's span in it, unless it has one: so it can go to another thread. */
    public static Attributes carried(Attributes call) {
        return of(call).map(span -> call.with(KEY, span)).orElse(call);
    }

    /** Returns this thread's span; empty where there is none, it can't be read, or OpenTelemetry's API is not on the class path. */
    public static Optional<CurrentSpan> find() {
        try {
            return Api.PRESENT ? Api.current() : Optional.empty();
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("The current span could not be read", e);
            return Optional.empty();
        }
    }

    /** Loaded only where it is asked for; the class path is looked at once. */
    private static final class Api {
        private static final boolean PRESENT = isPresent();

        private static boolean isPresent() {
            try {
                Class.forName("io.opentelemetry.api.trace.Span", false, Api.class.getClassLoader());
                return true;
            } catch (ClassNotFoundException e) {
                return false;
            }
        }

        private static Optional<CurrentSpan> current() {
            SpanContext span = Span.current().getSpanContext();
            return span.isValid()
                    ? Optional.of(new CurrentSpan(span.getTraceId(), span.getSpanId(), span.isSampled()))
                    : Optional.empty();
        }
    }
}
