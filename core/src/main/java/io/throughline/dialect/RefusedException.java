package io.throughline.dialect;

/** A call is refused here, before anything was sent: carries what to tell the caller. Has no stack trace: it is an answer, not a fault. */
public class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient ModelError error;

    /** Makes a refusal that tells the caller {@code error}. */
    public RefusedException(ModelError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /** Returns what to tell the caller. */
    public ModelError error() {
        return error;
    }
}
