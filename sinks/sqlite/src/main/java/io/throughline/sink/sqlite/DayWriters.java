package io.throughline.sink.sqlite;

import io.throughline.record.TelemetryRecord;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The files open for writing: today's, and the day's before for calls that were long under way. Used by one thread. */
final class DayWriters implements AutoCloseable {
    private static final int OPEN_DAYS = 2;

    private final DayFiles files;
    private final InstantSource clock;
    private final Schema schema = Schema.current();
    private final TreeMap<LocalDate, DayWriter> open = new TreeMap<>();

    DayWriters(DayFiles files, InstantSource clock) {
        this.files = files;
        this.clock = clock;
    }

    void write(LocalDate day, List<TelemetryRecord> records) throws SQLException, IOException {
        DayWriter writer = writer(day);
        try {
            writer.write(records);
        } catch (SQLException | RuntimeException e) {
            close(day);
            throw e;
        }
    }

    private DayWriter writer(LocalDate day) throws SQLException, IOException {
        DayWriter writer = open.get(day);
        if (writer != null && writer.isThere()) {
            return writer;
        }
        close(day);
        if (open.size() >= OPEN_DAYS) {
            close(open.firstKey());
        }
        DayWriter opened = open(day);
        open.put(day, opened);
        return opened;
    }

    private DayWriter open(LocalDate day) throws SQLException, IOException {
        try {
            return tryOpen(day);
        } catch (DamagedFileException e) {
            files.putAside(day, clock.instant());
        }
        try {
            return tryOpen(day);
        } catch (DamagedFileException e) {
            throw new IOException(files.path(day).getFileName() + " is damaged again", e);
        }
    }

    private DayWriter tryOpen(LocalDate day) throws SQLException, IOException, DamagedFileException {
        Connection connection = null;
        try {
            connection = Connections.forWriting(files.path(day));
            switch (schema.bringUp(connection)) {
                case NEWER ->
                    throw new IOException(
                            files.path(day).getFileName() + " was written by a newer version of this library");
                case FOREIGN -> throw new DamagedFileException();
                default -> {
                    return new DayWriter(files.path(day), connection);
                }
            }
        } catch (SQLException | IOException | DamagedFileException e) {
            if (connection != null) {
                connection.close();
            }
            if (e instanceof SQLException sql && Connections.isDamaged(sql)) {
                throw new DamagedFileException();
            }
            throw e;
        }
    }

    void close(LocalDate day) {
        DayWriter writer = open.remove(day);
        if (writer != null) {
            writer.close();
        }
    }

    @Override
    public void close() {
        new ArrayList<>(open.keySet()).forEach(this::close);
    }

    /** The file can't be written and never will be. */
    private static final class DamagedFileException extends Exception {}
}
