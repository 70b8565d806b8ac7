package io.throughline.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the configuration file is. */
public final class ConfigLocation {
    /** The environment variable that names the file. */
    public static final String VARIABLE = "THROUGHLINE_CONFIG";

    /** The file that is taken where nothing names one. */
    public static final String DEFAULT_NAME = "throughline.yaml";

    private ConfigLocation() {}

    /**
     * Returns the file to load: the one the command line names, else the one that {@value #VARIABLE} names, else {@value #DEFAULT_NAME} in
     * the working directory where it is there. A file that was named is returned whether it exists or not: loading it says so. Empty means
     * the start without a file, {@link ThroughlineConfig#fromEnvironment}.
     *
     * @param option what {@code --config} names
     * @param env the environment variables
     * @param workingDirectory what relative names are relative to
     */
    public static Optional<Path> find(Optional<Path> option, Map<String, String> env, Path workingDirectory) {
        return option.or(() -> Optional.ofNullable(env.get(VARIABLE))
                        .filter(name -> !name.isBlank())
                        .map(Path::of))
                .map(workingDirectory::resolve)
                .or(() -> Optional.of(workingDirectory.resolve(DEFAULT_NAME)).filter(Files::isRegularFile));
    }
}
