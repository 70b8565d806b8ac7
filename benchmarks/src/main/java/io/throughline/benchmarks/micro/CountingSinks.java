package io.throughline.benchmarks.micro;

import io.throughline.record.TelemetryRecord;
import io.throughline.sink.Sink;
import io.throughline.sink.SinkFactory;
import io.throughline.sink.SinkSettings;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A store that writes each record's JSON to nowhere, and gives back a permit for each: so calls go no faster than their records are made. */
public final class CountingSinks implements SinkFactory {
    /** How many more records may be under way. Calls take one each. */
    static final Semaphore ROOM = new Semaphore(0);

    /** The size of the last record's JSON, in bytes. */
    static volatile int lastBytes;

    /** Made by the service loader. */
    public CountingSinks() {}

    @Override
    public boolean opens(SinkSettings settings) {
        return settings instanceof SinkSettings.Store;
    }

    @Override
    public Sink open(SinkSettings settings) {
        return new Counting();
    }

    private static final class Counting implements Sink {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public void write(List<TelemetryRecord> batch) {
            batch.forEach(each -> lastBytes = each.json().length);
            ROOM.release(batch.size());
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
