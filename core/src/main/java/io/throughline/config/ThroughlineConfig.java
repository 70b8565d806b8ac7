package io.throughline.config;

import io.throughline.access.CallerKey;
import io.throughline.access.LimitSettings;
import io.throughline.cache.CacheSettings;
import io.throughline.mark.MarkSettings;
import io.throughline.price.PriceSettings;
import io.throughline.provider.Provider;
import io.throughline.route.Routing;
import io.throughline.sink.SinkSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole configuration, checked and resolved. Immutable; holds secrets only as {@link io.throughline.Secret} or as hashes.
 *
 * <p>Loading reads a YAML tree (spec, section 8), the environment and {@code ~/.throughline/secrets.json}. All that is wrong is told at once,
 * in one {@link ConfigException}. Keys that the contract has and this version doesn't use are taken with a {@linkplain #warnings() warning},
 * except those that promise protection: a redaction that silently didn't happen would betray who asked for it, so they are refused.
 *
 * <p>Providers are those of the file in its order, then those the environment or {@code secrets.json} has a key for, then {@code echo}. A
 * provider's keys come from its entry, else from the environment, else from {@code secrets.json}; the last two go only to the provider's own
 * host, never to another one that an entry's {@code base-url} names.
 *
 * @param server what the mounts heed
 * @param keys who may call; empty for anyone on a loopback address
 * @param providers the providers by name, in the order of configuration; {@code echo} is always among them
 * @param telemetry what is recorded and where
 * @param routing aliases, retries, timeouts
 * @param prices what is said of prices; the built-in ones hold where nothing is
 * @param marks what is added to answers, so that conversations stay in their traces
 * @param strict whether a request is refused where a provider of another dialect can't take all of it
 * @param limits how much callers may do and spend
 * @param cache how answers are kept; empty where they are not
 * @param warnings what was taken and is not used by this version, or is likely not meant
 */
public record ThroughlineConfig(
        Server server,
        List<CallerKey> keys,
        Map<String, Provider> providers,
        Telemetry telemetry,
        Routing routing,
        PriceSettings prices,
        MarkSettings marks,
        boolean strict,
        LimitSettings limits,
        Optional<CacheSettings> cache,
        List<ConfigProblem> warnings) {

    /** Copies the collections. */
    public ThroughlineConfig {
        keys = List.copyOf(keys);
        providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
        warnings = List.copyOf(warnings);
    }

    /** Makes a configuration that adds nothing to answers, is not strict and has no limits, no cache and no warnings. */
    public ThroughlineConfig(
            Server server, List<CallerKey> keys, Map<String, Provider> providers, Telemetry telemetry) {
        this(
                server,
                keys,
                providers,
                telemetry,
                Routing.defaults(),
                PriceSettings.NONE,
                MarkSettings.NONE,
                false,
                LimitSettings.NONE,
                Optional.empty(),
                List.of());
    }

    /** Returns this configuration with other things for the mounts to heed. */
    public ThroughlineConfig with(Server other) {
        return new ThroughlineConfig(
                other, keys, providers, telemetry, routing, prices, marks, strict, limits, cache, warnings);
    }

    /** Returns this configuration with other marks. */
    public ThroughlineConfig with(MarkSettings other) {
        return new ThroughlineConfig(
                server, keys, providers, telemetry, routing, prices, other, strict, limits, cache, warnings);
    }

    /** Returns this configuration with another telemetry. */
    public ThroughlineConfig with(Telemetry other) {
        return new ThroughlineConfig(
                server, keys, providers, other, routing, prices, marks, strict, limits, cache, warnings);
    }

    /**
     * Loads a file, with this process's environment.
     *
     * @param file the YAML file
     * @throws ConfigException with everything that is wrong
     */
    public static ThroughlineConfig load(Path file) {
        return load(file, System.getenv());
    }

    /**
     * Loads a file. {@code secrets.json} is looked for under {@code HOME} (or {@code USERPROFILE}) of {@code env}.
     *
     * @param file the YAML file; relative paths in it are relative to its directory
     * @param env the environment variables
     * @throws ConfigException with everything that is wrong
     */
    public static ThroughlineConfig load(Path file, Map<String, String> env) {
        return ConfigReader.load(file, env, path -> {});
    }

    /**
     * Reads YAML text, from a classpath resource for instance. {@code secrets.json} is looked for as {@link #load(Path, Map)} does.
     *
     * @param yaml the text
     * @param sourceName what problems call it
     * @param env the environment variables
     * @param directory what relative paths are relative to
     * @throws ConfigException with everything that is wrong
     */
    public static ThroughlineConfig parse(String yaml, String sourceName, Map<String, String> env, Path directory) {
        return ConfigReader.parse(yaml, sourceName, env, directory, path -> {});
    }

    /**
     * Makes the configuration of a start without a file: providers from the environment and from {@code .throughline/secrets.json} in
     * {@code home}, {@code echo}, no caller keys, host 127.0.0.1.
     *
     * @param env the environment variables
     * @param home the user's home directory
     * @throws ConfigException with everything that is wrong
     */
    public static ThroughlineConfig fromEnvironment(Map<String, String> env, Path home) {
        return ConfigReader.withoutFile(env, Optional.of(home), path -> {});
    }

    /**
     * What the mounts heed.
     *
     * @param host the standalone's address
     * @param port the standalone's port, 0 for any free one
     * @param maxRequestBytes the size at which a request is refused
     * @param maxConcurrent how many calls may run at once; one more gets a 503
     * @param requestIdle how long nothing may come of a request's body that is not whole; then it is a 408
     */
    public record Server(String host, int port, long maxRequestBytes, int maxConcurrent, Duration requestIdle) {}

    /**
     * What is recorded and where.
     *
     * @param content whether messages and answers are kept
     * @param queue how many records may wait for a sink; one more is dropped and counted
     * @param sinks where records go
     * @param ownStore whether a mount that has a store of its own opens that where none is among the sinks; not so after {@code store: false}
     */
    public record Telemetry(Content content, int queue, List<SinkSettings> sinks, boolean ownStore) {
        /** Copies the sinks. */
        public Telemetry {
            sinks = List.copyOf(sinks);
        }

        /** Makes one in which a mount's own store was not spoken of. */
        public Telemetry(Content content, int queue, List<SinkSettings> sinks) {
            this(content, queue, sinks, true);
        }
    }

    /** How much of the content is kept. */
    public enum Content {
        /** All of it. */
        FULL,
        /** None of it: ids, times, tokens and errors alone. */
        NONE
    }
}
