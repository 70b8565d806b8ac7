package io.throughline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.jupiter.api.Test;

class YoungCallsTest {
    private final YoungCalls calls = new YoungCalls();
    private final ByHand scheduler = new ByHand();

    @Test
    void growsUpWhatHasLasted() {
        Child old = new Child(System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
        Child young = new Child(System.nanoTime() + TimeUnit.HOURS.toNanos(1));
        calls.add(old, scheduler);
        calls.add(young, scheduler);

        scheduler.turn();

        assertEquals(1, old.grown.get());
        assertEquals(0, young.grown.get());
        assertEquals(1, calls.size());
    }

    @Test
    void whatIsOverIsForgotten() {
        Child over = new Child(System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
        calls.add(over, scheduler);
        calls.remove(over);

        scheduler.turn();

        assertEquals(0, over.grown.get());
        assertEquals(0, calls.size());
    }

    @Test
    void oneTurnIsScheduledForAllOfThemAndNoneWithoutAny() {
        for (int i = 0; i < 1_000; i++) {
            calls.add(new Child(System.nanoTime() + TimeUnit.HOURS.toNanos(1)), scheduler);
        }
        assertEquals(1, scheduler.due.size());
        scheduler.turn();
        assertEquals(1, scheduler.due.size(), "they are young still");

        Child last = new Child(System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
        YoungCalls alone = new YoungCalls();
        scheduler.due.clear();
        alone.add(last, scheduler);
        scheduler.turn();
        assertTrue(scheduler.due.isEmpty());

        alone.add(new Child(System.nanoTime()), scheduler);
        assertEquals(1, scheduler.due.size(), "the next one begins anew");
    }

    private static final class Child implements YoungCalls.Call {
        private final long begun;
        private final AtomicInteger grown = new AtomicInteger();

        private Child(long begun) {
            this.begun = begun;
        }

        @Override
        public long begun() {
            return begun;
        }

        @Override
        public void growUp() {
            grown.incrementAndGet();
        }
    }

    /** Its clock stands still. */
    private static final class ByHand extends AbstractLifeCycle implements Scheduler {
        private final Deque<Runnable> due = new ArrayDeque<>();

        @Override
        public Task schedule(Runnable task, long delay, TimeUnit units) {
            due.add(task);
            return () -> due.remove(task);
        }

        void turn() {
            due.remove().run();
        }
    }
}
