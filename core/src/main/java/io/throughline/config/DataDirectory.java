package io.throughline.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What stands against keeping records in a directory, as the file system has it now. Nothing is made or changed. */
public final class DataDirectory {
    private DataDirectory() {}

    /** Returns whether there is a file where the directory, or one above it, would have to be: nobody can keep records there. */
    static boolean isTaken(Path directory) {
        return existing(directory).filter(Files::isDirectory).isEmpty();
    }

    /** Returns why this process could not keep records in a directory, in words that do not name it; empty where it could. */
    public static Optional<String> fault(Path directory) {
        if (isTaken(directory)) {
            return Optional.of("expected a directory, found a file in its place or above it");
        }
        return existing(directory).filter(Files::isWritable).isPresent()
                ? Optional.empty()
                : Optional.of("the user of this process can't write there: records would be dropped");
    }

    private static Optional<Path> existing(Path directory) {
        Path there = directory.toAbsolutePath().normalize();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return Optional.ofNullable(there);
    }
}
