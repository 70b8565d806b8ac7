package io.throughline.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the files of a sink's spool are: in a numbered directory of the process's own, under a lock, so that no two processes hand over the same.
 * What is in directories that nobody locks was left by processes that are no more, and is taken over.
 */
final class SpoolPlace implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolPlace.class);
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");
    private static final int MOST = 1000;
    private static final String SUFFIX = ".jsonl";

    private final Path root;
    private @Nullable DirectoryLock own;
    private long lastMillis;
    private int sequence;

    SpoolPlace(Path root) {
        this.root = root.toAbsolutePath();
    }

    Path root() {
        return root;
    }

    boolean isThere() {
        return Files.isDirectory(root);
    }

    boolean isTaken() {
        return own != null;
    }

    /** Takes a directory, made if there is none that is free. Returns the files that are left by others, oldest first. */
    List<Path> take() throws IOException {
        Files.createDirectories(root);
        for (Path part : parts()) {
            Optional<DirectoryLock> lock = DirectoryLock.tryOn(part);
            if (own == null) {
                own = lock.orElse(null);
            } else if (lock.isPresent()) {
                try (DirectoryLock orphaned = lock.get()) {
                    takeOver(orphaned.directory());
                }
            }
        }
        return files(own().directory());
    }

    private DirectoryLock own() throws IOException {
        for (int n = 0; own == null && n < MOST; n++) {
            own = DirectoryLock.tryOn(root.resolve(Integer.toString(n))).orElse(null);
        }
        if (own == null) {
            throw new IOException("all directories in " + root + " are in use");
        }
        return own;
    }

    private void takeOver(Path directory) {
        try {
            for (Path file : files(directory)) {
                Files.move(file, own().directory().resolve(file.getFileName()));
            }
        } catch (IOException e) {
            LOG.warn("What was left in {} waits on: {}", directory, e.toString());
        }
    }

    private List<Path> parts() throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(part ->
                            NUMBER.matcher(part.getFileName().toString()).matches())
                    .sorted(Comparator.comparingInt(
                            part -> Integer.parseInt(part.getFileName().toString())))
                    .toList();
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
        }
    }

    /** Returns the path of a new file, whose name sorts behind those of all before. */
    Path newFile() throws IOException {
        Path directory = own().directory();
        Path file;
        do {
            lastMillis = Math.max(lastMillis, System.currentTimeMillis());
            sequence++;
            String part = directory.getFileName().toString();
            file = directory.resolve(String.format(Locale.ROOT, "%013d-%06d-%s%s", lastMillis, sequence, part, SUFFIX));
        } while (Files.exists(file));
        return file;
    }

    @Override
    public void close() throws IOException {
        if (own != null) {
            own.close();
            own = null;
        }
    }
}
