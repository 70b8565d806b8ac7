package io.throughline.api;

import io.throughline.record.CallRecord;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Counts what happens. Safe for use by many threads; never throws. */
public interface Meters {
    /** Counts a call that is over. */
    void ended(CallRecord call);

    /**
     * Shows a number that grows and shrinks.
     *
     * @param name in Prometheus' form
     * @param help what it is
     * @param labels what tells it from others of its name
     * @param value the number now
     */
    void gauge(String name, String help, Map<String, String> labels, LongSupplier value);

    /**
     * Shows a number that only grows.
     *
     * @param name in Prometheus' form, without {@code _total}
     * @param help what it counts
     * @param sink the sink it belongs to, or what else tells it from others; empty where there are no others
     * @param reason why, such as {@code queue_full}; empty where there is nothing to tell apart
     * @param value the number now
     */
    void counter(String name, String help, String sink, String reason, LongSupplier value);

    /** Returns the counters in Prometheus' text format, where there is a library for it on the class path. */
    Optional<String> prometheus();

    /** Returns meters that count nothing. */
    static Meters none() {
        return new Meters() {
            @Override
            public void ended(CallRecord call) {}

            @Override
            public void gauge(String name, String help, Map<String, String> labels, LongSupplier value) {}

            @Override
            public void counter(String name, String help, String sink, String reason, LongSupplier value) {}

            @Override
            public Optional<String> prometheus() {
                return Optional.empty();
            }
        };
    }

    /** Returns meters that Prometheus can read, or none where Micrometer's Prometheus registry is not on the class path. */
    static Meters available() {
        try {
            return PrometheusRegistry.meters();
        } catch (NoClassDefFoundError e) {
            return none();
        }
    }
}
