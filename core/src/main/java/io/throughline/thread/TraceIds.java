package io.throughline.thread;

import io.throughline.Headers;
import io.throughline.ThroughlineContext.Captured;
import io.throughline.dialect.ModelError;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a call stands: first as far as its headers say, then as far as anything does.
 *
 * @param traceId one run of an agent
 * @param threadId many runs
 * @param spanId the call as a span
 * @param parent the span that {@code traceparent} names, or in which the application makes the call
 * @param matchedBy the {@link TraceSource} that told the trace, such as {@code header} or {@code prefix}; or {@code new}
 */
public record TraceIds(String traceId, String threadId, String spanId, Optional<TraceParent> parent, String matchedBy) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    /** Returns the ids of a call that says nothing of them. */
    public static TraceIds fresh() {
        String id = Uuid7.next();
        return new TraceIds(id, id, Uuid7.span(), Optional.empty(), "new");
    }

    /**
     * Reads the ids a client sent: {@code X-Trace-ID} and {@code X-Thread-ID}, of which one alone serves as both. Ids must have the right
     * form: {@link #malformed} says so before.
     */
    public static TraceIds of(Headers headers) {
        Optional<String> trace = headers.first("x-trace-id");
        Optional<String> thread = headers.first("x-thread-id");
        if (trace.isEmpty() && thread.isEmpty()) {
            TraceIds fresh = fresh();
            return new TraceIds(fresh.traceId, fresh.threadId, fresh.spanId, TraceParent.of(headers), fresh.matchedBy);
        }
        String traceId = trace.or(() -> thread).orElseThrow();
        return new TraceIds(traceId, thread.orElse(traceId), Uuid7.span(), TraceParent.of(headers), "header");
    }

    /** Returns the ids of a call whose header fields count more than the context in which it is made. */
    public static TraceIds of(Headers headers, Optional<Captured> context) {
        TraceIds told = of(headers);
        Optional<String> trace = context.flatMap(it -> it.trace().or(it::thread));
        return told.matchedBy.equals("new") && trace.isPresent()
                ? told.in(
                        new TraceRef(
                                trace.get(), context.flatMap(Captured::thread).orElse(trace.get())),
                        ContextSource.NAME)
                : told;
    }

    /**
     * Returns the same call in another trace.
     *
     * @param trace the trace
     * @param source the name of what told it
     */
    public TraceIds in(TraceRef trace, String source) {
        return new TraceIds(trace.traceId(), trace.threadId(), spanId, parent, source);
    }

    /** Returns the same call made in a span of the application's, where its headers name none. */
    public TraceIds within(CurrentSpan span) {
        return new TraceIds(traceId, threadId, spanId, parent.or(() -> Optional.of(TraceParent.of(span))), matchedBy);
    }

    /** Returns the span in which the call is made. */
    public Optional<String> parentSpanId() {
        return parent.map(TraceParent::spanId);
    }

    /**
     * Returns the call as a span in W3C's form: in the trace of the span in which it is made, else in one that stands for its own.
     *
     * @param tenant whose call it is
     * @param recorded whether the call goes on record
     */
    public TraceParent span(String tenant, boolean recorded) {
        return parent.map(it -> it.child(spanId))
                .orElseGet(() -> new TraceParent(
                        TraceParent.traceIdOf(tenant, traceId), spanId, recorded ? TraceParent.SAMPLED : 0));
    }

    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /** Returns what is wrong with the ids that a client sent: an id is taken whole or refused, never cut. */
    public static Optional<ModelError> malformed(Headers headers) {
        for (String name : new String[] {"X-Trace-ID", "X-Thread-ID", "X-External-User-Id"}) {
            for (String value : headers.all(name)) {
                if (!ID.matcher(value).matches()) {
                    return Optional.of(ModelError.of(
                                    ModelError.Kind.INVALID_REQUEST,
                                    name + " must be 1 to 128 characters of A-Z a-z 0-9 . _ : -")
                            .at(name));
                }
            }
            if (headers.all(name).size() > 1) {
                return Optional.of(ModelError.of(ModelError.Kind.INVALID_REQUEST, name + " is there more than once")
                        .at(name));
            }
        }
        return Optional.empty();
    }
}
