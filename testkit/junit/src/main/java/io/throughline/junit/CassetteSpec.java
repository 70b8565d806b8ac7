package io.throughline.junit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A test's cassette, and what is to be done with it.
 *
 * @param file where it is
 * @param ignoring fields of requests that are left out
 * @param replay whether calls are answered from it; else they are recorded
 */
record CassetteSpec(Path file, VolatileFields ignoring, boolean replay) {
    /** Where cassettes are, unless the system property of that name says otherwise. */
    private static final String DIRECTORY = "src/test/resources/cassettes";

    private static final String DIRECTORY_PROPERTY = "throughline.cassettes.directory";
    private static final String MODE_PROPERTY = "throughline.cassettes";

    /**
     * Finds out what to do.
     *
     * @param name the cassette's name
     * @param property reads a property of the run; empty where it is not set
     * @param ci the environment variable {@code CI}
     * @throws IllegalStateException when the mode is none
     */
    static CassetteSpec of(String name, String[] ignoring, UnaryOperator<String> property, Optional<String> ci) {
        String directory = property.apply(DIRECTORY_PROPERTY);
        Path root = Path.of(directory.isEmpty() ? DIRECTORY : directory);
        Path file = root.resolve(name + ".jsonl").normalize();
        if (!file.startsWith(root.normalize())) {
            throw new IllegalStateException("@LlmCassette: " + name + " is not below " + root);
        }
        boolean onServer = ci.filter(value -> !value.isEmpty() && !value.equalsIgnoreCase("false"))
                .isPresent();
        boolean replay = switch (property.apply(MODE_PROPERTY).toLowerCase(Locale.ROOT)) {
            case "record" -> false;
            case "replay" -> true;
            case "", "auto" -> onServer || Files.exists(file);
            default ->
                throw new IllegalStateException("The property " + MODE_PROPERTY + " must be auto, record or replay");
        };
        return new CassetteSpec(file, VolatileFields.and(ignoring), replay);
    }
}
