package io.throughline.sink.sqlite;

import io.throughline.record.TelemetryRecord;
import io.throughline.sink.Sink;
import io.throughline.sink.TraceStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps records in a directory, one SQLite file a UTC day, and reads them back as they were, byte for byte.
 *
 * <p>A record is kept once, by its tenant and id, however often it is written. Every read is one tenant's. Days older than the retention
 * are deleted whole, files and all, within an hour of their end while records are written. A file that is damaged or not ours is skipped
 * with a warning; where today's is, it is renamed and a new one begun. A file of a newer version of this library is neither read nor
 * written.
 *
 * <p>Several processes on one machine may share the directory: each transaction waits up to five seconds for another's. Network file
 * systems are not supported, as SQLite's write-ahead log does not work there.
 *
 * <p>A killed process loses nothing that was written; a power cut can lose the last transactions, and never the file.
 */
public final class SqliteStore implements Sink, TraceStore {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final DayFiles files;
    private final Duration retention;
    private final InstantSource clock;
    private final DayWriters writers;
    private final ReaderPool readers;
    private long expiredInHour = Long.MIN_VALUE;

    SqliteStore(Path directory, Duration retention, InstantSource clock) {
        this.files = new DayFiles(directory.toAbsolutePath());
        this.retention = retention;
        this.clock = clock;
        this.writers = new DayWriters(files, clock);
        this.readers = new ReaderPool(files);
    }

    /**
     * Opens a store. The directory is made by the first write; until then all reads are empty.
     *
     * @param directory the directory of its files
     * @param retention how long a record is kept, a day at the least
     */
    public static SqliteStore open(Path directory, Duration retention) {
        return new SqliteStore(directory, retention, InstantSource.system());
    }

    @Override
    public String name() {
        return "store";
    }

    @Override
    public void write(List<TelemetryRecord> batch) throws SQLException, IOException {
        files.create();
        Map<LocalDate, List<TelemetryRecord>> byDay = new TreeMap<>();
        for (TelemetryRecord telemetry : batch) {
            byDay.computeIfAbsent(EpochNanos.day(telemetry.at()), day -> new ArrayList<>())
                    .add(telemetry);
        }
        for (var day : byDay.entrySet()) {
            writers.write(day.getKey(), day.getValue());
        }
        expire();
    }

    private void expire() throws IOException {
        long hour = EpochNanos.hour(clock.instant());
        if (hour == expiredInHour || retention.compareTo(FOR_EVER) > 0) {
            return;
        }
        Duration atLeastADay = retention.compareTo(Duration.ofDays(1)) < 0 ? Duration.ofDays(1) : retention;
        LocalDate firstKept = EpochNanos.day(clock.instant().minus(atLeastADay));
        for (LocalDate day : files.newestFirst()) {
            if (day.isBefore(firstKept)) {
                writers.close(day);
                readers.forget(day);
                files.delete(day);
            }
        }
        expiredInHour = hour;
    }

    @Override
    public Page<TraceSummary> traces(String tenant, TraceQuery query) {
        return new TraceListing(readers, files.newestFirst(), tenant, query).page();
    }

    @Override
    public Page<String> trace(String tenant, String traceId, Optional<String> cursor, int limit) {
        return new CallPages(readers, files.newestFirst()).page(DayReader.Group.TRACE, tenant, traceId, cursor, limit);
    }

    @Override
    public Page<String> thread(String tenant, String threadId, Optional<String> cursor, int limit) {
        return new CallPages(readers, files.newestFirst())
                .page(DayReader.Group.THREAD, tenant, threadId, cursor, limit);
    }

    @Override
    public Optional<String> call(String tenant, String callId) {
        return new CallPages(readers, files.newestFirst()).call(tenant, callId);
    }

    @Override
    public boolean holdsAgent(String tenant, String versionId) {
        return files.newestFirst().stream()
                .anyMatch(day -> readers.read(day, reader -> reader.holdsAgent(tenant, versionId))
                        .orElse(false));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Counts are kept by the clock's hour: the hour that began so long ago counts whole.
     */
    @Override
    public Stats stats(String tenant, int hours) {
        if (hours < 1) {
            throw new IllegalArgumentException("hours must be 1 or more, not " + hours);
        }
        long from = EpochNanos.hour(clock.instant()) - hours;
        StatsSum sum = new StatsSum(hours);
        for (LocalDate day : files.newestFirst()) {
            if (day.toEpochDay() >= Math.floorDiv(from, 24L)) {
                readers.read(day, reader -> reader.hours(tenant, from)).ifPresent(sum::add);
            }
        }
        return sum.stats();
    }

    @Override
    public void close() {
        writers.close();
        readers.close();
    }
}
