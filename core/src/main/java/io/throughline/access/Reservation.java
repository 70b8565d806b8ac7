package io.throughline.access;

import java.time.Instant;
import java.util.List;

/**
 * What a call has taken beforehand. It is settled or released once; what is neither, and not renewed, comes back after the lease.
 *
 * @param id its id: letters, digits and hyphens
 * @param holds what it is taken from; none for a caller without limits
 * @param amount how much was taken of each, besides one call
 */
public record Reservation(String id, List<Hold> holds, Amount amount) {
    /** Of a caller without limits. */
    public static final Reservation UNLIMITED = new Reservation("none", List.of(), Amount.NONE);

    /** Copies the list. */
    public Reservation {
        holds = List.copyOf(holds);
    }

    /**
     * Where something was taken.
     *
     * @param account the account
     * @param window when the budget's window began that the call counts in, whenever it ends
     */
    public record Hold(Account account, Instant window) {}
}
