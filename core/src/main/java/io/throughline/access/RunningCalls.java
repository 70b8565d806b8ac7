package io.throughline.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The reservations of calls that are not settled: of those under way, and for one lease those that are over. It renews the first; what is over
 * and was settled by nobody is charged its estimate, since its record was lost and its cost was not. No reservation is renewed for longer than
 * a day, whatever became of its call. Safe for use by many threads.
 */
final class RunningCalls {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Limits limits;
    private final Duration lease;
    private final Map<String, Running> calls = new ConcurrentHashMap<>();

    RunningCalls(Limits limits, Duration lease) {
        this.limits = limits;
        this.lease = lease;
    }

    void add(String call, Reservation reservation, Instant now) {
        calls.put(call, new Running(reservation, now, null));
    }

    void over(String call, Instant now) {
        calls.computeIfPresent(call, (id, running) -> new Running(running.reservation(), running.began(), now));
    }

    @Nullable
    Reservation remove(String call) {
        Running running = calls.remove(call);
        return running == null ? null : running.reservation();
    }

    void sweep(Instant now) {
        calls.forEach((call, running) -> {
            Instant over = running.over();
            if (over == null && running.began().plus(LONGEST).isAfter(now)) {
                limits.renew(running.reservation());
            } else if (over == null || !over.plus(lease).isAfter(now)) {
                Reservation left = remove(call);
                if (left != null) {
                    limits.settle(left, left.amount());
                }
            }
        });
    }

    int size() {
        return calls.size();
    }

    private record Running(
            Reservation reservation,
            Instant began,
            @Nullable Instant over) {}
}
