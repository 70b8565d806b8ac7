package io.throughline.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was spent of a budget in its window, and what calls under way hold of it, each by a lease. Where the window ends all begins anew.
 * Holds as many leases as calls are under way. Not safe for use by several threads.
 */
final class BudgetWindow {
    private final Budget budget;
    private final Duration lease;
    /** All leases are equally long, so the order in which they began is that in which they end. */
    private final Map<String, Lease> leases = new LinkedHashMap<>();

    private Instant begin = Instant.MIN;
    private long spent;
    private long held;

    BudgetWindow(Budget budget, Duration lease) {
        this.budget = budget;
        this.lease = lease;
    }

    /** Returns the same window under another budget; a longer one begins with what was spent in this one, a shorter one anew. */
    BudgetWindow with(Budget other) {
        BudgetWindow window = new BudgetWindow(other, lease);
        window.begin = begin;
        window.spent = spent;
        window.held = held;
        window.leases.putAll(leases);
        return window;
    }

    /** Goes on to the window of {@code now}, and lets go of what no call holds any more. A clock that goes back goes to no earlier window. */
    void moveTo(Instant now) {
        Instant window = budget.per().begin(now);
        if (window.isAfter(begin)) {
            begin = window;
            spent = 0;
            held = 0;
            leases.clear();
        }
        Iterator<Lease> oldest = leases.values().iterator();
        while (oldest.hasNext()) {
            Lease next = oldest.next();
            if (next.ends().isAfter(now)) {
                break;
            }
            held -= next.nanos();
            oldest.remove();
        }
    }

    /** Returns whether as much can be taken. Where nothing is left, not even nothing can. */
    boolean holds(long nanos) {
        return budget.nanos() - spent - held >= Math.max(1, nanos);
    }

    void take(String reservation, long nanos, Instant now) {
        leases.put(reservation, new Lease(nanos, now.plus(lease)));
        held += nanos;
    }

    void renew(String reservation, Instant now) {
        Lease old = leases.remove(reservation);
        if (old != null) {
            leases.put(reservation, new Lease(old.nanos(), now.plus(lease)));
        }
    }

    void settle(String reservation, Instant window, long nanos) {
        Lease old = leases.remove(reservation);
        if (old != null) {
            held -= old.nanos();
        }
        if (window.equals(begin)) {
            spent += nanos;
        }
    }

    /** Takes another's word for what was spent in a window, if it is none of the past. */
    void learn(Instant window, long nanos) {
        if (window.isAfter(begin)) {
            begin = window;
            spent = nanos;
            held = 0;
            leases.clear();
        } else if (window.equals(begin)) {
            spent = nanos;
        }
    }

    Instant begin() {
        return begin;
    }

    long spent() {
        return spent;
    }

    long held() {
        return held;
    }

    private record Lease(long nanos, Instant ends) {}
}
