package io.throughline.sink.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Read-only connections to days' files, opened when they are asked for and kept for the next to ask, up to a bound. Safe for use by many
 * threads; a connection serves one at a time.
 */
final class ReaderPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReaderPool.class);
    /** More than the days of a usual retention: a list asks each in turn, and with fewer would find none still open. */
    private static final int MOST_IDLE = 128;

    private final DayFiles files;
    private final Schema schema = Schema.current();
    private final Set<LocalDate> complainedOf = ConcurrentHashMap.newKeySet();
    /** Guarded by {@code this}; the day that was longest unused first. */
    private final LinkedHashMap<LocalDate, ArrayDeque<DayReader>> idle = new LinkedHashMap<>(16, 0.75f, true);

    private int idleCount;
    private boolean closed;

    ReaderPool(DayFiles files) {
        this.files = files;
    }

    /** What is read of a day. */
    interface Reading<T> {
        T read(DayReader reader) throws SQLException;
    }

    /**
     * Reads a day.
     *
     * @return what was read; empty when the day's file is gone, being made, damaged, of a newer version or not ours
     * @throws UncheckedIOException when reading fails in another way
     */
    <T> Optional<T> read(LocalDate day, Reading<T> reading) {
        DayReader reader = null;
        try {
            reader = borrow(day);
            if (reader == null) {
                return Optional.empty();
            }
            T result = reading.read(reader);
            giveBack(day, reader);
            return Optional.of(result);
        } catch (SQLException e) {
            if (reader != null) {
                reader.close();
            }
            if (Connections.isDamaged(e)) {
                complain(day, "it is damaged");
                return Optional.empty();
            }
            if (!Files.exists(files.path(day))) {
                return Optional.empty();
            }
            throw new UncheckedIOException(new IOException("the store's file of " + day + " can't be read", e));
        }
    }

    private @Nullable DayReader borrow(LocalDate day) throws SQLException {
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the store is closed");
            }
            ArrayDeque<DayReader> readers = idle.get(day);
            DayReader reader = readers == null ? null : readers.poll();
            if (reader != null) {
                idleCount--;
                return reader;
            }
        }
        return open(day);
    }

    private @Nullable DayReader open(LocalDate day) throws SQLException {
        Path file = files.path(day);
        Connection connection = Connections.forReading(file);
        try {
            switch (schema.fit(connection)) {
                case CURRENT -> {
                    return new DayReader(connection);
                }
                case OLDER -> {
                    connection.close();
                    bringUp(file);
                    return new DayReader(Connections.forReading(file));
                }
                case NEWER -> complain(day, "a newer version of this library wrote it");
                case FOREIGN -> complain(day, "it is not a file of this store");
                case EMPTY -> {}
            }
            connection.close();
            return null;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void bringUp(Path file) throws SQLException {
        try (Connection connection = Connections.forWriting(file)) {
            schema.bringUp(connection);
        }
    }

    private void complain(LocalDate day, String why) {
        if (complainedOf.add(day)) {
            LOG.warn("{} is skipped: {}", files.path(day), why);
        }
    }

    private synchronized void giveBack(LocalDate day, DayReader reader) {
        if (closed) {
            reader.close();
            return;
        }
        idle.computeIfAbsent(day, d -> new ArrayDeque<>()).push(reader);
        idleCount++;
        if (idleCount > MOST_IDLE) {
            closeLongestUnused();
        }
    }

    private void closeLongestUnused() {
        for (Iterator<ArrayDeque<DayReader>> days = idle.values().iterator(); days.hasNext(); ) {
            ArrayDeque<DayReader> readers = days.next();
            DayReader last = readers.pollLast();
            if (readers.isEmpty()) {
                days.remove();
            }
            if (last != null) {
                last.close();
                idleCount--;
                return;
            }
        }
    }

    /** Closes what is idle of a day that is about to be deleted. */
    synchronized void forget(LocalDate day) {
        complainedOf.remove(day);
        ArrayDeque<DayReader> readers = idle.remove(day);
        if (readers != null) {
            idleCount -= readers.size();
            readers.forEach(DayReader::close);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.values().forEach(readers -> readers.forEach(DayReader::close));
        idle.clear();
        idleCount = 0;
    }
}
