package io.throughline.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the reading of one configuration shares.
 *
 * @param problems what was found wrong so far
 * @param placeholders resolves what stands in values
 * @param directory what relative paths are relative to
 * @param home what {@code ~/} stands for
 * @param files is told of the files that are read
 */
record Reading(
        Problems problems, Placeholders placeholders, Path directory, Optional<Path> home, Consumer<Path> files) {
    private static final String HOME = "~/";

    /** Returns the path that a person means by {@code text}; empty where it is none. */
    Optional<Path> path(String text) {
        try {
            if (text.isBlank()) {
                return Optional.empty();
            }
            return text.startsWith(HOME)
                    ? home.map(directory -> directory.resolve(text.substring(HOME.length())))
                    : Optional.of(directory.resolve(text).normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
