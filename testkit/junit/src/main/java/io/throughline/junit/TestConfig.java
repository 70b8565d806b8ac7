package io.throughline.junit;

import io.throughline.config.ThroughlineConfig;
import io.throughline.provider.Builtin;
import io.throughline.provider.Catalogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a test, before it is known what it may ask of the environment.
 *
 * @param yaml its text, empty for none
 * @param source what problems call it
 */
record TestConfig(String yaml, String source) {
    private static final String USUAL = "throughline.yaml";
    private static final String PLACEHOLDER_VALUE = "replayed";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
    private static final int MOST_RECORDS_WAITING = 1000;

    /**
     * Finds a test's configuration.
     *
     * @param told what its class or method says
     * @throws IllegalStateException when it names a resource that is not there
     */
    static TestConfig of(Optional<LlmConfig> told) {
        String yaml = told.map(LlmConfig::yaml).orElse("");
        String name = told.map(LlmConfig::value).orElse("");
        if (!yaml.isEmpty() && !name.isEmpty()) {
            throw new IllegalStateException("@LlmConfig takes a resource or \"yaml\", not both");
        }
        if (!yaml.isEmpty()) {
            return new TestConfig(yaml, "@LlmConfig");
        }
        Optional<String> text = text(name.isEmpty() ? USUAL : name);
        if (text.isEmpty() && !name.isEmpty()) {
            throw new IllegalStateException("@LlmConfig: there is no " + name + " on the class path");
        }
        return new TestConfig(text.orElse(""), name.isEmpty() ? USUAL : name);
    }

    /** Returns the configuration of a test that calls providers. */
    ThroughlineConfig live(Map<String, String> env) {
        return read(env);
    }

    /**
     * Returns the configuration of a test that calls nobody: it has the providers that were there when it was recorded, and no key of theirs.
     *
     * @param providers their names
     */
    ThroughlineConfig replaying(Map<String, String> env, List<String> providers) {
        Map<String, String> without = new HashMap<>(env);
        List.of("HOME", "USERPROFILE").forEach(without::remove); // secrets.json is below them
        for (Builtin provider : Catalogue.providers()) {
            provider.keyVariables().forEach(without::remove);
            if (providers.contains(provider.name())) {
                provider.keyVariables().stream()
                        .findFirst()
                        .ifPresent(variable -> without.put(variable, PLACEHOLDER_VALUE));
            }
        }
        Matcher variables = VARIABLE.matcher(yaml);
        while (variables.find()) {
            without.putIfAbsent(variables.group(1), PLACEHOLDER_VALUE);
        }
        return read(without);
    }

    private ThroughlineConfig read(Map<String, String> env) {
        ThroughlineConfig config =
                ThroughlineConfig.parse(yaml, source, env, Path.of("").toAbsolutePath());
        return config.with(
                new ThroughlineConfig.Telemetry(ThroughlineConfig.Content.FULL, MOST_RECORDS_WAITING, List.of()));
    }

    private static Optional<String> text(String resource) {
        @Nullable ClassLoader own = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = own == null ? TestConfig.class.getClassLoader() : own;
        try (InputStream in = loader.getResourceAsStream(resource)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
