package io.throughline.access;

import io.throughline.dialect.RefusedException;

/** A call is refused because of a limit: carries what header fields tell of it. */
public final class LimitReachedException extends RefusedException {
    private static final long serialVersionUID = 1;

    private final transient LimitDecision.Refused refused;

    /** Makes the exception of a refusal. */
    public LimitReachedException(LimitDecision.Refused refused) {
        super(refused.error());
        this.refused = refused;
    }

    /** Returns the refusal. */
    public LimitDecision.Refused refused() {
        return refused;
    }
}
