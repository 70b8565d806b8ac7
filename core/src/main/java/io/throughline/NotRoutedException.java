package io.throughline;

/**
 * A call of the application's was not routed, for a fault of Throughline's own that came before anything was sent. The mount lets the call go out as
 * the application made it. It is counted and logged already, and has no stack trace but its cause's.
 */
public final class NotRoutedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotRoutedException(Throwable cause) {
        super("not routed for a fault of Throughline's own", cause, false, false);
    }

    /** Returns whether that is what {@code thrown} tells, be it wrapped by a stage or not. */
    public static boolean isToldBy(Throwable thrown) {
        return Failures.cause(thrown) instanceof NotRoutedException;
    }
}
