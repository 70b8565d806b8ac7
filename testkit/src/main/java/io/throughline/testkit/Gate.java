package io.throughline.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** Holds scripts until the test lets them go on: one by one, or all for good. Safe for use by many threads. */
public final class Gate {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private long permits;
    private boolean open;

    /** Lets one script pass once: the one that has waited longest, or the next to come. */
    public void release() {
        release(1);
    }

    /** Lets {@code passes} scripts pass, or one script that many times. */
    public void release(int passes) {
        letPass(passes, false);
    }

    /** Lets everybody pass, now and later. */
    public void open() {
        letPass(0, true);
    }

    /** Returns how many scripts wait here. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /** Waits until exactly {@code count} scripts wait here; returns whether they do. */
    public synchronized boolean awaitWaiting(int count, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (waiting.size() != count) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Runs {@code onward} when it may pass: now, or later on the thread that lets it. */
    public void pass(Runnable onward) {
        synchronized (this) {
            if (!open && permits == 0) {
                waiting.add(onward);
                notifyAll();
                return;
            }
            if (!open) {
                permits--;
            }
        }
        onward.run();
    }

    private void letPass(int passes, boolean forGood) {
        List<Runnable> due = new ArrayList<>();
        synchronized (this) {
            permits += passes;
            open |= forGood;
            while (!waiting.isEmpty() && (open || permits > 0)) {
                due.add(waiting.remove());
                if (!open) {
                    permits--;
                }
            }
            notifyAll();
        }
        due.forEach(Runnable::run);
    }
}
