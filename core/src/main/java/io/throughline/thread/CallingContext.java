package io.throughline.thread;

import io.throughline.Attributes;
import io.throughline.ThroughlineContext;
import io.throughline.ThroughlineContext.Captured;
import java.util.Optional;
import org.slf4j.MDC;

/**
 * What the code that makes a call has said of its trace, inside one JVM: the context that its mount brought along, else the scope that is open on its
 * thread, else the logging context (SLF4J's MDC).
 */
public final class CallingContext {
    /** The logging context's key of the trace. */
    public static final String TRACE = "throughline.trace";

    /** The logging context's key of the thread. */
    public static final String THREAD = "throughline.thread";

    /** The logging context's key of the application's user. */
    public static final String USER = "throughline.user";

    private CallingContext() {}

    /** Returns what was said; empty where nothing was. To be asked on the thread that makes the call. */
    public static Optional<Captured> of(Attributes call) {
        return call.get(ThroughlineContext.KEY).or(ThroughlineContext::current).or(CallingContext::logged);
    }

    /** Returns {@code call} with what was said in it, and the current span: so it can go to another thread. To be asked on the thread that makes the call. */
    public static Attributes carried(Attributes call) {
        return CurrentSpan.carried(
                of(call).map(said -> call.with(ThroughlineContext.KEY, said)).orElse(call));
    }

    /** What a logging context holds was not made for this: a value that is no id is none. */
    private static Optional<Captured> logged() {
        Optional<String> trace;
        Optional<String> thread;
        Optional<String> user;
        try {
            trace = id(TRACE);
            thread = id(THREAD);
            user = id(USER);
        } catch (RuntimeException | LinkageError e) {
            return Optional.empty(); // a logging context that can't be read says nothing
        }
        return trace.isEmpty() && thread.isEmpty() && user.isEmpty()
                ? Optional.empty()
                : Optional.of(new Captured(trace, thread, user));
    }

    private static Optional<String> id(String key) {
        return Optional.ofNullable(MDC.get(key)).filter(TraceIds::isId);
    }
}
