package io.throughline.record;

import io.throughline.Attributes;
import java.util.Optional;

/** Is told of the end of one call. */
@FunctionalInterface
public interface CallWatch {
    /** Where a mount puts who watches its call. */
    Attributes.Key<CallWatch> KEY = new Attributes.Key<>("call-watch", CallWatch.class);

    /**
     * The call is over. Comes once, on a thread of the recorder's, which it must not hold up; what it throws is logged.
     *
     * @param call its record; empty where it was dropped, as too many waited to be made
     */
    void ended(Optional<CallRecord> call);
}
