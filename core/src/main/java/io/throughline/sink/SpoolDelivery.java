package io.throughline.sink;

import io.throughline.record.TelemetryRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts on disk what a sink does not take, and all that comes behind it, and hands it over in order when the sink is back. A disk that can't be
 * written leaves a batch to memory.
 */
final class SpoolDelivery implements Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(SinkQueue.class);
    private static final long QUIET = Duration.ofMinutes(1).toNanos();

    private final GuardedSink guard;
    private final RemoteSink sink;
    private final Spool spool;
    private final RecordBuffer buffer;
    private final QueueSettings settings;
    private final MemoryDelivery memory;
    private int failures;
    private long nextTry = System.nanoTime();
    private long lastSaid = System.nanoTime() - QUIET;

    SpoolDelivery(GuardedSink guard, RemoteSink sink, Spool spool, RecordBuffer buffer, QueueSettings settings) {
        this.guard = guard;
        this.sink = sink;
        this.spool = spool;
        this.buffer = buffer;
        this.settings = settings;
        this.memory = new MemoryDelivery(guard, buffer, settings.retry());
    }

    @Override
    public void begin() {
        try {
            spool.open();
        } catch (IOException e) {
            sayOfDisk(e);
        }
        if (spool.records() > 0) {
            LOG.info("Sink {}: {} records that waited when a process ended are handed over", name(), spool.records());
        }
    }

    @Override
    public long idleNanos() {
        return spool.isEmpty() ? Long.MAX_VALUE : Math.max(0, nextTry - System.nanoTime());
    }

    @Override
    public void deliver(List<TelemetryRecord> batch) {
        List<byte[]> records = guard.jsons(batch);
        if (!records.isEmpty()) {
            take(records);
        }
        if (!spool.isEmpty() && System.nanoTime() - nextTry >= 0 && !buffer.isClosing()) {
            handOver();
        }
    }

    private void take(List<byte[]> records) {
        boolean done = (spool.isEmpty() && wrote(records)) || kept(records);
        if (!done) {
            memory.again(records.size(), () -> wrote(records) || kept(records));
        }
    }

    private boolean wrote(List<byte[]> records) {
        boolean took = guard.took(records.size(), () -> sink.writeJson(records));
        failures = took ? 0 : failures + 1;
        nextTry =
                System.nanoTime() + (took ? 0 : settings.retry().pause(failures).toNanos());
        return took;
    }

    private boolean kept(List<byte[]> records) {
        try {
            boolean first = spool.isEmpty();
            int kept = spool.append(records);
            guard.drop(records.size() - kept, DropReason.SPOOL_FULL);
            if (first && kept > 0) {
                LOG.info("Sink {}: records wait in {} until it is back", name(), spool.root());
            }
            return true;
        } catch (IOException e) {
            sayOfDisk(e);
            return false;
        }
    }

    /** After a failure a single record finds out whether the sink is back, so that it does not get a batch again and again. */
    private boolean handOver() {
        try {
            QueueSettings.Batching batching = settings.batching();
            List<byte[]> records = spool.next(failures == 0 ? batching.records() : 1, batching.bytes());
            if (records.isEmpty() || wrote(records)) {
                spool.remove(records.size());
                return true;
            }
        } catch (IOException e) {
            sayOfDisk(e);
            spool.skip();
        }
        return false;
    }

    /** What is well takes what is on disk, as long as there is time; else it is left to the next process. */
    @Override
    public void end() {
        boolean more = true;
        while (more && !spool.isEmpty() && !buffer.isAbandoned()) {
            more = handOver();
        }
        int left = spool.records();
        try {
            spool.close();
        } catch (IOException e) {
            sayOfDisk(e);
        }
        if (left > 0) {
            LOG.warn("Sink {}: {} records wait in {} for the next process", name(), left, spool.root());
        }
    }

    @Override
    public int spooled() {
        return spool.records();
    }

    private void sayOfDisk(IOException failure) {
        long now = System.nanoTime();
        if (now - lastSaid >= QUIET) {
            lastSaid = now;
            LOG.warn("Sink {}: the disk under {} fails: {}", name(), spool.root(), failure.toString());
        }
    }

    private String name() {
        return guard.name();
    }
}
