package io.throughline.servlet;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after another, in order, on whatever thread brings one while none runs: no thread of its own and no waiting.
 *
 * <p>The servlet streams may be used by one thread at a time, and not any more once the call is completed; but the container, the upstream
 * and the watch each come on a thread of theirs. All of a call's dealings with the container go through its strand.
 */
final class Strand implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(Strand.class);

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger due = new AtomicInteger();
    private volatile @Nullable Thread runner;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (due.getAndIncrement() > 0) {
            return;
        }
        do {
            runner = Thread.currentThread();
            Runnable next = tasks.poll();
            if (next != null) {
                run(next);
            }
            runner = null;
        } while (due.decrementAndGet() > 0);
    }

    /**
     * Waits until what other threads brought before has run, but never for what waits for this thread itself. Returns whether that was within
     * the time.
     */
    boolean settle(Duration atMost) {
        if (runner == Thread.currentThread()) {
            return true;
        }
        CountDownLatch settled = new CountDownLatch(1);
        execute(settled::countDown);
        try {
            return settled.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A task's fault ends that task, not the call: the next one may be the one that completes it. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("A step of a call failed", e);
        }
    }
}
