package io.throughline.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A configuration that can be read again, and knows the files that it is made of: the YAML file, those that its placeholders and prices name, and
 * {@code ~/.throughline/secrets.json}. Safe for use by many threads, one at a time.
 */
public final class ConfigSource {
    /** What is larger is told apart by its time and size alone. */
    private static final long LARGEST_HASHED = 1 << 20;

    private final Function<Consumer<Path>, ThroughlineConfig> reader;
    private Set<Path> files;
    private String settled = "";

    private ConfigSource(Function<Consumer<Path>, ThroughlineConfig> reader, Set<Path> files) {
        this.reader = reader;
        this.files = files;
    }

    /**
     * Returns the configuration of a file.
     *
     * @param file the YAML file; a symbolic link is followed anew each time
     * @param env the environment variables
     */
    public static ConfigSource file(Path file, Map<String, String> env) {
        return new ConfigSource(files -> ConfigReader.load(file, env, files), Set.of(file));
    }

    /**
     * Returns the configuration of a start without a file.
     *
     * @param env the environment variables
     * @param home the user's home directory
     */
    public static ConfigSource environment(Map<String, String> env, Path home) {
        return new ConfigSource(files -> ConfigReader.withoutFile(env, Optional.of(home), files), Set.of());
    }

    /** Returns the same configuration, changed each time after it is read; {@code change} may throw where it is not to be taken. */
    public ConfigSource with(UnaryOperator<ThroughlineConfig> change) {
        return new ConfigSource(files -> change.apply(reader.apply(files)), files);
    }

    /**
     * Reads the configuration.
     *
     * @throws ConfigException with everything that is wrong
     */
    public synchronized ThroughlineConfig load() {
        Set<Path> before = files;
        String state = state();
        Set<Path> read = new LinkedHashSet<>();
        boolean whole = false;
        try {
            ThroughlineConfig config = reader.apply(read::add);
            whole = true;
            return config;
        } finally {
            boolean still = state.equals(state());
            if (!whole) {
                read.addAll(before); // what is wrong may be cured in a file that this reading did not come to
            }
            files = read;
            settled = still ? state() : "";
        }
    }

    /** Returns the {@link #state} that was read last; none that there is where the files changed meanwhile. */
    synchronized String settled() {
        return settled;
    }

    /** Returns a text that is another one after a change of any of the files that the last reading came to. */
    synchronized String state() {
        StringBuilder state = new StringBuilder();
        files.forEach(file -> state.append(file).append('=').append(state(file)).append('\n'));
        return state.toString();
    }

    private static String state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.size() > LARGEST_HASHED
                    ? attributes.lastModifiedTime() + " " + attributes.size()
                    : hash(file);
        } catch (IOException e) {
            return "-";
        }
    }

    private static String hash(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
