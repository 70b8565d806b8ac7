package io.throughline.standalone;

import io.throughline.config.ConfigLocation;
import io.throughline.config.ConfigSource;
import io.throughline.config.DataDirectory;
import io.throughline.config.ThroughlineConfig;
import io.throughline.sink.SinkSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The option that names a configuration, and how one is found without it. */
final class ConfigOption {
    private static final Path DEFAULT_STORE = Path.of("throughline-data");
    private static final Duration DEFAULT_RETENTION = Duration.ofDays(90);

    @CommandLine.Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration, a YAML file.")
    private @Nullable Path file;

    /** Finds and reads the configuration; with no word of a store in it, records go to one beside the process. */
    ThroughlineConfig load(Map<String, String> env) {
        return stored(find(env));
    }

    /** Returns the configuration, to be read again when it changes; with no word of a store in it, records go to one beside the process. */
    ConfigSource source(Map<String, String> env) {
        return found(env).with(ConfigOption::stored);
    }

    private static ThroughlineConfig stored(ThroughlineConfig config) {
        boolean stored = config.telemetry().sinks().stream().anyMatch(SinkSettings.Store.class::isInstance);
        return stored || !config.telemetry().ownStore() ? config : withStore(config, DEFAULT_STORE);
    }

    /** Returns what stands against the store that no file names; what does against another, its file's warnings tell. */
    static Optional<String> storeFault(ThroughlineConfig config) {
        boolean isDefault =
                config.telemetry().sinks().contains(new SinkSettings.Store(DEFAULT_STORE, DEFAULT_RETENTION));
        return isDefault
                ? DataDirectory.fault(DEFAULT_STORE)
                        .map(fault ->
                                DEFAULT_STORE.toAbsolutePath() + ", where records go without telemetry.store: " + fault)
                : Optional.empty();
    }

    static ThroughlineConfig withStore(ThroughlineConfig config, Path path) {
        List<SinkSettings> sinks = new ArrayList<>(config.telemetry().sinks());
        sinks.add(new SinkSettings.Store(path, DEFAULT_RETENTION));
        return config.with(new ThroughlineConfig.Telemetry(
                config.telemetry().content(), config.telemetry().queue(), sinks));
    }

    static ThroughlineConfig at(ThroughlineConfig config, @Nullable String host, @Nullable Integer port) {
        ThroughlineConfig.Server server = config.server();
        return config.with(new ThroughlineConfig.Server(
                host == null ? server.host() : host,
                port == null ? server.port() : port,
                server.maxRequestBytes(),
                server.maxConcurrent(),
                server.requestIdle()));
    }

    /** Finds and reads the configuration as it is. */
    ThroughlineConfig find(Map<String, String> env) {
        return found(env).load();
    }

    private ConfigSource found(Map<String, String> env) {
        Optional<Path> location = ConfigLocation.find(Optional.ofNullable(file), env, Path.of(""));
        Path home = Path.of(env.getOrDefault("HOME", env.getOrDefault("USERPROFILE", ".")));
        return location.map(path -> ConfigSource.file(path, env)).orElseGet(() -> ConfigSource.environment(env, home));
    }
}
