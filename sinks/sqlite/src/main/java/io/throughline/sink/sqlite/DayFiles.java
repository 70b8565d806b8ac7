package io.throughline.sink.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory: {@code calls-2026-11-20.db} for each day. Files of other names are none of our business. */
final class DayFiles {
    private static final Logger LOG = LoggerFactory.getLogger(DayFiles.class);
    private static final String PREFIX = "calls-";
    private static final String SUFFIX = ".db";

    private final Path directory;

    DayFiles(Path directory) {
        this.directory = directory;
    }

    void create() throws IOException {
        Files.createDirectories(directory);
    }

    Path path(LocalDate day) {
        return directory.resolve(PREFIX + day + SUFFIX);
    }

    /** Returns the days there is a file of. */
    List<LocalDate> newestFirst() {
        try (Stream<Path> all = Files.list(directory)) {
            return all.flatMap(file -> day(file).stream())
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<LocalDate> day(Path file) {
        String name = file.getFileName().toString();
        if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(name.substring(PREFIX.length(), name.length() - SUFFIX.length())));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Renames a file that can't be written, with what SQLite keeps beside it: nothing of it is lost, and its day can begin anew. */
    void putAside(LocalDate day, Instant now) throws IOException {
        Path file = path(day);
        String mark = ".unreadable-" + now.toEpochMilli();
        for (String part : List.of("", "-wal", "-shm")) {
            Path source = file.resolveSibling(file.getFileName() + part);
            if (Files.exists(source)) {
                Files.move(source, file.resolveSibling(file.getFileName() + mark + part));
            }
        }
        LOG.warn("{} is damaged or not a file of this store: renamed, ending in {}", file, mark);
    }

    /** Deletes a day's file, and what is or was put beside it. */
    void delete(LocalDate day) throws IOException {
        String name = path(day).getFileName().toString();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.filter(
                            candidate -> candidate.getFileName().toString().startsWith(name))
                    .sorted()
                    .toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
