package io.throughline.spring;

import io.throughline.Secret;
import io.throughline.record.TelemetryRecord;
import io.throughline.sink.Sink;
import io.throughline.sink.SinkFactory;
import io.throughline.sink.SinkSettings;
import io.throughline.thread.ContinuityIndex;
import io.throughline.thread.ContinuityIndexFactory;
import io.throughline.thread.ContinuityKey;
import io.throughline.thread.TraceRef;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What throws wherever it can, in the place of Redis, at {@code redis://throws}: a sink, and an index, which must not. */
public final class BrokenRedis implements ContinuityIndexFactory, SinkFactory {
    @Override
    public boolean opens(Secret uri) {
        return uri.reveal().startsWith("redis://throws");
    }

    @Override
    public ContinuityIndex open(Secret uri, ContinuityIndex memory) {
        return new Throwing();
    }

    @Override
    public boolean opens(SinkSettings settings) {
        return settings instanceof SinkSettings.Redis redis && opens(redis.uri());
    }

    @Override
    public Sink open(SinkSettings settings) {
        return new Down();
    }

    private static final class Down implements Sink {
        @Override
        public String name() {
            return "redis";
        }

        @Override
        public void write(List<TelemetryRecord> batch) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void close() {}
    }

    private static final class Throwing implements ContinuityIndex {
        @Override
        public CompletionStage<List<Entry>> find(List<ContinuityKey> keys) {
            throw new IllegalStateException("broken");
        }

        @Override
        public CompletionStage<Void> note(Collection<ContinuityKey> keys, TraceRef trace, Duration timeToLive) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void close() {}
    }
}
