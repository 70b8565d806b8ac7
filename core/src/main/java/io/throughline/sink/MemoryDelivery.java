package io.throughline.sink;

import io.throughline.record.TelemetryRecord;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Tries a batch that the sink failed on again, unchanged, with growing pauses, while the queue fills behind it; then drops it. */
final class MemoryDelivery implements Delivery {
    private final GuardedSink sink;
    private final RecordBuffer buffer;
    private final QueueSettings.Retry retry;

    MemoryDelivery(GuardedSink sink, RecordBuffer buffer, QueueSettings.Retry retry) {
        this.sink = sink;
        this.buffer = buffer;
        this.retry = retry;
    }

    @Override
    public void begin() {}

    @Override
    public long idleNanos() {
        return Long.MAX_VALUE;
    }

    @Override
    public void deliver(List<TelemetryRecord> batch) {
        if (batch.isEmpty() || sink.took(batch)) {
            return;
        }
        List<TelemetryRecord> readable = sink.readable(batch); // looked for only after a failure, since it costs
        if (readable.size() < batch.size() && (readable.isEmpty() || sink.took(readable))) {
            return;
        }
        again(readable.size(), () -> sink.took(readable));
    }

    /** Tries what failed once again, until it succeeds, or it is time to drop the records. */
    void again(int records, BooleanSupplier attempt) {
        long giveUpAt = System.nanoTime() + retry.giveUpAfter().toNanos();
        for (int failures = 1; ; failures++) {
            if (buffer.isAbandoned()) {
                sink.drop(records, DropReason.CLOSING);
                return;
            }
            if (System.nanoTime() - giveUpAt >= 0) {
                sink.drop(records, DropReason.SINK_FAILED);
                return;
            }
            buffer.pause(retry.pause(failures));
            if (attempt.getAsBoolean()) {
                return;
            }
        }
    }

    @Override
    public void end() {}

    @Override
    public int spooled() {
        return 0;
    }
}
