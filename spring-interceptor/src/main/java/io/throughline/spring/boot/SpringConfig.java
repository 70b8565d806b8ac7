package io.throughline.spring.boot;

import io.micrometer.observation.ObservationRegistry;
import io.throughline.Mode;
import io.throughline.config.ConfigException;
import io.throughline.config.ConfigLocation;
import io.throughline.config.ConfigProblem;
import io.throughline.config.ConfigSource;
import io.throughline.config.ThroughlineConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The configuration of an application: {@code throughline.*} of its properties where there are any, else the file that the environment names,
 * else the environment.
 */
final class SpringConfig {
    private static final Logger LOG = LoggerFactory.getLogger(SpringConfig.class);
    private static final String SOURCE = "the application's properties under throughline";

    private final ConfigurableEnvironment environment;
    private final PropertyTree tree;
    private final Optional<Path> file;
    private final Optional<ConfigSource> source;

    SpringConfig(ConfigurableEnvironment environment) {
        this.environment = environment;
        this.tree = PropertyTree.of(environment);
        this.file = ConfigLocation.find(
                Optional.ofNullable(environment.getProperty("throughline.spring.config"))
                        .map(Path::of),
                System.getenv(),
                Path.of("").toAbsolutePath());
        this.source = file.filter(it -> tree.isEmpty()).map(it -> ConfigSource.file(it, System.getenv()));
    }

    /** Returns the file that the configuration is in, where it is in one: its changes are taken in as they are made, those of properties are not. */
    Optional<ConfigSource> source() {
        return source;
    }

    /** Returns what is done with calls; where nothing is configured, they are observed alone. */
    Mode mode() {
        String mode = environment.getProperty("throughline.spring.mode");
        if (mode == null) {
            return tree.isEmpty() && file.isEmpty() ? Mode.OBSERVE : Mode.ROUTE;
        }
        return Arrays.stream(Mode.values())
                .filter(value -> value.name().equals(mode.strip().toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "throughline.spring.mode: expected route or observe, found \"" + mode + "\""));
    }

    /** Returns where calls of the application's clients are observed; nowhere where it does not want that, or has no registry. */
    ObservationRegistry observations(ObjectProvider<ObservationRegistry> registry) {
        boolean wanted = environment.getProperty("throughline.spring.observations", Boolean.class, true);
        return wanted ? registry.getIfUnique(() -> ObservationRegistry.NOOP) : ObservationRegistry.NOOP;
    }

    /**
     * Reads the configuration.
     *
     * @throws IllegalStateException with everything that is wrong with the properties
     * @throws ConfigException with everything that is wrong with the file or the environment
     */
    ThroughlineConfig load() {
        Map<String, String> env = System.getenv();
        ThroughlineConfig config;
        if (!tree.isEmpty()) {
            config = parsed(env);
        } else if (source.isPresent()) {
            config = source.get().load();
        } else {
            config = ThroughlineConfig.fromEnvironment(env, Path.of(System.getProperty("user.home")));
        }
        config.warnings().forEach(warning -> LOG.warn("{}", warning));
        return config;
    }

    private ThroughlineConfig parsed(Map<String, String> env) {
        try {
            return ThroughlineConfig.parse(tree.yaml(), SOURCE, env, Path.of("").toAbsolutePath());
        } catch (ConfigException e) {
            throw new IllegalStateException(
                    e.problems().stream().map(SpringConfig::told).collect(Collectors.joining("\n")), e);
        }
    }

    /** The key's whole name; properties have no lines. */
    private static String told(ConfigProblem problem) {
        String name = problem.keyPath().isEmpty() ? "throughline" : "throughline." + problem.keyPath();
        return name + ": " + problem.message()
                + problem.suggestion()
                        .map(right -> "; did you mean \"" + right + "\"?")
                        .orElse("");
    }
}
