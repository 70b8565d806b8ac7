package io.throughline.access;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Counts calls on accounts: what a call may take is taken before it runs and set right after it, so that calls at once never pass a limit
 * together. Safe for use by many threads. Nothing here blocks; a stage fails where the place of the counts can't be reached.
 */
public interface Limits extends AutoCloseable {
    /**
     * Takes one call and an amount from all accounts, or nothing from any. An estimate above a limit of tokens takes the whole of it; an
     * estimate above a whole budget is refused.
     *
     * @param accounts one at least, all of one tenant
     * @param estimate what the call is going to take, as far as is known
     */
    CompletionStage<LimitDecision> reserve(List<Account> accounts, Amount estimate);

    /** Says that the call of a reservation still runs: its lease begins anew. */
    CompletionStage<Void> renew(Reservation reservation);

    /**
     * Puts what a call took in the place of what it had reserved. It counts in the window in which it was reserved, and also where its lease
     * has ended before.
     *
     * @param reservation a reservation, neither settled nor released before
     * @param actual what the call took
     */
    CompletionStage<Void> settle(Reservation reservation, Amount actual);

    /** Gives all of a reservation back, the call included: it did not run. */
    CompletionStage<Void> release(Reservation reservation);

    /** Returns how often what is shared with other nodes could not be reached; 0 where nothing is. */
    default long outages() {
        return 0;
    }

    @Override
    void close();
}
