package io.throughline.standalone;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Begins the watch for a client's leave once its call has lasted a while. A call that is over sooner costs no watch: the selector was told to wait for
 * bytes and then woken by the client's next request, which another thread had read already, for an eighth of what a call of 1 kB costs.
 *
 * <p>One turn of the scheduler at a time, and none while there is no call. Safe for use by several threads.
 */
final class YoungCalls {
    private static final long AGE = TimeUnit.MILLISECONDS.toNanos(100);

    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** Takes a call in, to be grown up after a tenth to two tenths of a second. */
    void add(Call call, Scheduler scheduler) {
        calls.add(call);
        schedule(scheduler);
    }

    /** Forgets a call that is over. */
    void remove(Call call) {
        calls.remove(call);
    }

    /** Returns how many there are. */
    int size() {
        return calls.size();
    }

    private void schedule(Scheduler scheduler) {
        if (scheduled.compareAndSet(false, true)) {
            scheduler.schedule(() -> look(scheduler), AGE, TimeUnit.NANOSECONDS);
        }
    }

    private void look(Scheduler scheduler) {
        // before the look: a call that is added during it is seen, or has the next one scheduled
        scheduled.set(false);
        long now = System.nanoTime();
        calls.removeIf(call -> {
            boolean grown = now - call.begun() >= AGE;
            if (grown) {
                call.growUp();
            }
            return grown;
        });
        if (!calls.isEmpty()) {
            schedule(scheduler);
        }
    }

    /** A call that may be over soon. */
    interface Call {
        /** Returns when it began, by {@link System#nanoTime}. */
        long begun();

        /** It has lasted; it may have ended just now. Called once at the most. */
        void growUp();
    }
}
