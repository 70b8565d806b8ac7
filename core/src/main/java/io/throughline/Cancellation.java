package io.throughline;

import java.util.ArrayList;
import java.util.List;

/**
 * The client's leave: a mount triggers it when the client has gone, and what still works for that client stops.
 *
 * <p>It covers the time before the response's headers; after them, a mount cancels the body's subscription or closes its stream.
 * Triggering is idempotent, runs each action once on the triggering thread, and is safe from any thread.
 */
public final class Cancellation {
    /** Where a mount puts the call's cancellation. */
    public static final Attributes.Key<Cancellation> KEY = new Attributes.Key<>("cancellation", Cancellation.class);

    private final List<Runnable> actions = new ArrayList<>(2);
    private boolean cancelled;

    /** Returns whether the client has left whose call has these attributes. */
    public static boolean hasLeft(Attributes call) {
        return call.get(KEY).map(Cancellation::isCancelled).orElse(false);
    }

    /**
     * Runs {@code action} when the client leaves; at once if it has left already.
     *
     * @return takes the action back, with all that it holds, when it would serve nobody any more; idempotent
     */
    public Runnable onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                actions.add(action);
                return () -> takeBack(action);
            }
        }
        action.run();
        return () -> {};
    }

    private synchronized void takeBack(Runnable action) {
        actions.removeIf(it -> it == action);
    }

    /** Says that the client has left. */
    public void cancel() {
        List<Runnable> due;
        synchronized (this) {
            cancelled = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    /** Returns whether the client has left. */
    public synchronized boolean isCancelled() {
        return cancelled;
    }
}
