package io.throughline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * In which trace the calls of this thread are, for applications that have the handler in their own JVM: no header is needed then.
 *
 * <pre>{@code
 * try (ThroughlineContext.Scope scope = ThroughlineContext.with("order-4711", "customer-12", "ada")) {
 *     client.post()...; // in the trace order-4711
 * }
 * }</pre>
 *
 * <p>Scopes nest; each ends on the thread on which it began, the innermost first. What runs on other threads takes the context along by {@link #current()}
 * and {@link Captured#open()}. Header fields of a request count more than its context.
 */
public final class ThroughlineContext {
    /** Where a mount whose calls change threads puts the context with which a call was made. */
    public static final Attributes.Key<Captured> KEY = new Attributes.Key<>("context", Captured.class);

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final ThreadLocal<Deque<Captured>> SCOPES = ThreadLocal.withInitial(ArrayDeque::new);

    private ThroughlineContext() {}

    /**
     * Begins a scope.
     *
     * @param trace the trace, 1 to 128 characters of {@code A-Z a-z 0-9 . _ : -}
     * @param thread the thread, of the same form
     * @param user the application's user, of the same form
     * @throws IllegalArgumentException where one of them has another form
     */
    public static Scope with(String trace, String thread, String user) {
        return new Captured(Optional.of(trace), Optional.of(thread), Optional.of(user)).open();
    }

    /**
     * Begins a scope in which all calls are in one trace, which is a thread of its own.
     *
     * @param trace the trace, 1 to 128 characters of {@code A-Z a-z 0-9 . _ : -}
     * @throws IllegalArgumentException where it has another form
     */
    public static Scope with(String trace) {
        return new Captured(Optional.of(trace), Optional.empty(), Optional.empty()).open();
    }

    /** Returns the innermost scope of this thread. */
    public static Optional<Captured> current() {
        return Optional.ofNullable(SCOPES.get().peek());
    }

    /**
     * A context, to be taken to another thread.
     *
     * @param trace the trace
     * @param thread the thread
     * @param user the application's user
     */
    public record Captured(Optional<String> trace, Optional<String> thread, Optional<String> user) {
        /** Checks the forms. */
        public Captured {
            check("trace", trace);
            check("thread", thread);
            check("user", user);
        }

        /** Begins a scope on this thread. */
        public Scope open() {
            Deque<Captured> scopes = SCOPES.get();
            scopes.push(this);
            return new Scope(this);
        }

        private static void check(String name, Optional<String> id) {
            if (id.isPresent() && !ID.matcher(id.get()).matches()) {
                throw new IllegalArgumentException(
                        "The " + name + " must be 1 to 128 characters of A-Z a-z 0-9 . _ : -");
            }
        }
    }

    /** A scope that is open; closing it twice does nothing. */
    public static final class Scope implements AutoCloseable {
        private final Captured opened;
        private boolean closed;

        private Scope(Captured opened) {
            this.opened = opened;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // two scopes may say the same
        public void close() {
            Deque<Captured> scopes = SCOPES.get();
            if (!closed) {
                closed = true;
                while (!scopes.isEmpty() && scopes.pop() != opened) {
                    // inner scopes that were left open end with this one
                }
                if (scopes.isEmpty()) {
                    SCOPES.remove();
                }
            }
        }
    }
}
