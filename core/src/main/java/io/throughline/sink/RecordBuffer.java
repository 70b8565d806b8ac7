package io.throughline.sink;

import io.throughline.record.TelemetryRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Records on their way to one consumer, bounded in number and in bytes. What the consumer has in hand counts until {@link #done}, since it
 * takes up memory while it is tried again.
 *
 * <p>Many threads may offer, one may take. The lock is never held while anything is written, so offering takes well under a microsecond
 * and does not wait for the sink.
 */
final class RecordBuffer {
    private final QueueSettings.Limit limit;
    private final QueueSettings.Batching batching;
    private final long interval;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition consumer = lock.newCondition();
    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private int inHand;
    private long bytesInHand;
    private long lastTaken;
    private boolean closing;
    private boolean abandoned;

    RecordBuffer(QueueSettings.Limit limit, QueueSettings.Batching batching) {
        this.limit = limit;
        this.batching = batching;
        this.interval = batching.flushInterval().toNanos();
        this.lastTaken = System.nanoTime() - interval;
    }

    /** Takes a record, or says why not. */
    Optional<DropReason> offer(TelemetryRecord telemetry) {
        Entry entry = new Entry(telemetry, telemetry.weight());
        lock.lock();
        try {
            if (closing) {
                return Optional.of(DropReason.CLOSING);
            }
            if (isTooMuch(entry)) {
                return Optional.of(DropReason.QUEUE_FULL);
            }
            waiting.add(entry);
            waitingBytes += entry.weight;
            if (waiting.size() == 1 || isBatchFull()) {
                consumer.signal();
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** A record heavier than the whole bound passes when there is no other: else it could never be kept. */
    private boolean isTooMuch(Entry entry) {
        int held = waiting.size() + inHand;
        return held >= limit.records() || (held > 0 && waitingBytes + bytesInHand + entry.weight > limit.bytes());
    }

    /**
     * Waits for the next batch: as soon as one is full, or a flush interval after the last was taken, or at once when closing.
     *
     * @param idleNanos how long to wait at the most
     * @return the batch, empty when the time is over or the buffer {@linkplain #isDrained drained}
     */
    List<TelemetryRecord> next(long idleNanos) {
        long began = System.nanoTime();
        lock.lock();
        try {
            while (true) {
                long left = untilDue();
                if (left <= 0) {
                    return take();
                }
                long idle = idleNanos - (System.nanoTime() - began);
                if (idle <= 0 || (closing && waiting.isEmpty())) {
                    return List.of();
                }
                await(Math.min(left, idle));
            }
        } finally {
            lock.unlock();
        }
    }

    private long untilDue() {
        if (waiting.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return closing || isBatchFull() ? 0 : lastTaken + interval - System.nanoTime();
    }

    private boolean isBatchFull() {
        return waiting.size() >= batching.records() || waitingBytes >= batching.bytes();
    }

    private List<TelemetryRecord> take() {
        lastTaken = System.nanoTime();
        List<TelemetryRecord> batch = new ArrayList<>(Math.min(waiting.size(), batching.records()));
        for (Entry entry = waiting.peek(); entry != null && fits(entry, batch); entry = waiting.peek()) {
            waiting.remove();
            batch.add(entry.telemetry);
            inHand++;
            bytesInHand += entry.weight;
            waitingBytes -= entry.weight;
        }
        return batch;
    }

    private boolean fits(Entry entry, List<TelemetryRecord> batch) {
        return batch.isEmpty() || (batch.size() < batching.records() && bytesInHand + entry.weight <= batching.bytes());
    }

    /** The batch in hand was written or dropped. */
    void done() {
        lock.lock();
        try {
            inHand = 0;
            bytesInHand = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Waits, for the consumer to try again: shorter when closing begins meanwhile or the rest is abandoned. */
    void pause(Duration time) {
        lock.lock();
        try {
            boolean before = closing;
            long until = System.nanoTime() + time.toNanos();
            for (long left = time.toNanos();
                    left > 0 && closing == before && !abandoned;
                    left = until - System.nanoTime()) {
                await(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // every caller loops
    private void await(long nanos) {
        try {
            consumer.awaitNanos(nanos);
        } catch (InterruptedException e) {
            // the thread is private to the queue, which interrupts nothing but writes
        }
    }

    /** Refuses records from now on and hurries the consumer. */
    void close() {
        lock.lock();
        try {
            closing = true;
            consumer.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Says that the time to write is over: what waits is only to be put away. */
    void abandon() {
        lock.lock();
        try {
            closing = true;
            abandoned = true;
            consumer.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Throws away what waits, and returns how much that was. What is in hand is the consumer's. */
    int clear() {
        lock.lock();
        try {
            int count = waiting.size();
            waiting.clear();
            waitingBytes = 0;
            return count;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether nothing waits, and nothing will. */
    boolean isDrained() {
        lock.lock();
        try {
            return closing && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    boolean isAbandoned() {
        lock.lock();
        try {
            return abandoned;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how much is held, in hand or waiting. */
    Held held() {
        lock.lock();
        try {
            return new Held(waiting.size() + inHand, waitingBytes + bytesInHand);
        } finally {
            lock.unlock();
        }
    }

    record Held(int records, long bytes) {}

    private record Entry(TelemetryRecord telemetry, long weight) {}
}
