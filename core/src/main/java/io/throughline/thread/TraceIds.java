package io.throughline.thread;

import io.throughline.Headers;
import io.throughline.ThroughlineContext.Captured;
import io.throughline.dialect.ModelError;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a call stands: first as far as its headers say, then as far as anything does.
 *
 * @param traceId one run of an agent
 * @param threadId many runs
 * @param spanId the call as a span
 * @param parentSpanId the span that {@code traceparent} names
 * @param matchedBy the {@link TraceSource} that told the trace, such as {@code header} or {@code prefix}; or {@code new}
 */
public record TraceIds(
        String traceId, String threadId, String spanId, Optional<String> parentSpanId, String matchedBy) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-.*)?");

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
            return new TraceIds(fresh.traceId, fresh.threadId, fresh.spanId, parent(headers), fresh.matchedBy);
        }
        String traceId = trace.or(() -> thread).orElseThrow();
        return new TraceIds(traceId, thread.orElse(traceId), Uuid7.span(), parent(headers), "header");
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
        return new TraceIds(trace.traceId(), trace.threadId(), spanId, parentSpanId, source);
    }

    /** Returns the same call made in a span of the application's, where its headers name none. */
    public TraceIds within(CurrentSpan span) {
        return new TraceIds(traceId, threadId, spanId, parentSpanId.or(() -> Optional.of(span.spanId())), matchedBy);
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

    /** A traceparent that is none is ignored, as its specification asks (W3C Trace Context, section 3.2.2). */
    private static Optional<String> parent(Headers headers) {
        return headers.first("traceparent")
                .map(TRACEPARENT::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1));
    }
}
