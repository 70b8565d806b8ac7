package io.throughline.junit;

import io.throughline.api.Meters;
import io.throughline.record.CallRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Keeps the records of all calls, and knows whether some are still to come. Safe for use by many threads. */
final class CallCounts implements Meters {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final List<CallRecord> records = new CopyOnWriteArrayList<>();
    private final List<LongSupplier> underWay = new CopyOnWriteArrayList<>();
    private final AtomicInteger tries = new AtomicInteger();

    /** A request goes to a provider. */
    void tried() {
        tries.incrementAndGet();
    }

    /** Returns the records, once nothing is under way any more. */
    List<CallRecord> settled() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isSettled()
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return new ArrayList<>(records);
    }

    /** What is observed counts as no call under way, but its try is known before its record is. */
    private boolean isSettled() {
        long recorded =
                records.stream().mapToLong(call -> call.attempts().size()).sum();
        return recorded >= tries.get() && underWay.stream().allMatch(count -> count.getAsLong() == 0);
    }

    @Override
    public void ended(CallRecord call) {
        records.add(call);
    }

    @Override
    public void gauge(String name, String help, Map<String, String> labels, LongSupplier value) {
        boolean records = name.equals("throughline.held.bytes") && "record".equals(labels.get("kind"));
        if (records || name.equals("throughline.calls.active")) {
            underWay.add(value);
        }
    }

    @Override
    public void counter(String name, String help, String sink, String reason, LongSupplier value) {}

    @Override
    public Optional<String> prometheus() {
        return Optional.empty();
    }
}
