package io.throughline.spring;

import io.throughline.api.Meters;
import io.throughline.record.CallRecord;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Keeps the counters, to be read. */
final class ReadMeters implements Meters {
    private final Map<String, LongSupplier> counters = new ConcurrentHashMap<>();

    /** Returns how many of the application's calls went on without Throughline. */
    long faults() {
        return counters.get("throughline.observe.faults").getAsLong();
    }

    @Override
    public void ended(CallRecord call) {
        // nobody asks
    }

    @Override
    public void gauge(String name, String help, Map<String, String> labels, LongSupplier value) {
        // nobody asks
    }

    @Override
    public void counter(String name, String help, String sink, String reason, LongSupplier value) {
        counters.put(name, value);
    }

    @Override
    public Optional<String> prometheus() {
        return Optional.empty();
    }
}
