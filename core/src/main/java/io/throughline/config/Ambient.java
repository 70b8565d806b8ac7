package io.throughline.config;

import io.throughline.Secret;
import io.throughline.provider.Builtin;
import io.throughline.provider.Catalogue;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the surroundings say of providers: the environment, and {@code secrets.json} where the environment is silent. A variable that can't be
 * used is a warning and counts as not set: it may be meant for another program.
 */
final class Ambient {
    private static final Pattern KEY = Pattern.compile("[!-~]{1,4096}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]{1,2}");
    private static final String OLLAMA_HOST = "OLLAMA_HOST";
    private static final int OLLAMA_PORT = 11_434;

    private final Map<String, String> env;
    private final Map<String, String> secrets;
    private final Problems problems;

    private Ambient(Map<String, String> env, Map<String, String> secrets, Problems problems) {
        this.env = env;
        this.secrets = secrets;
        this.problems = problems;
    }

    static Ambient of(Map<String, String> env, Optional<Path> home, Problems problems) {
        Map<String, String> secrets = home.map(Ambient::secrets)
                .map(file -> SecretsFile.read(file, problems))
                .orElse(Map.of());
        return new Ambient(env, secrets, problems);
    }

    /** Returns the file of keys in a user's home, whether it is there or not. */
    static Path secrets(Path home) {
        return home.resolve(".throughline").resolve("secrets.json");
    }

    /** Returns the key that the surroundings hold for a built-in provider. It is for {@link #base} alone. */
    Optional<Secret> key(Builtin provider) {
        if (Catalogue.provider(provider.name()).filter(provider::equals).isEmpty()) {
            return Optional.empty();
        }
        for (String variable : provider.keyVariables()) {
            Optional<Secret> key = value(variable).flatMap(value -> key(Place.variable(variable), value));
            if (key.isPresent()) {
                return key;
            }
        }
        return Optional.ofNullable(secrets.get(provider.name()))
                .filter(value -> !value.isBlank())
                .flatMap(value -> key(Place.whole("secrets.json").key(provider.name()), value));
    }

    /** Returns where a provider is: as the environment says, else as the catalogue does. */
    Optional<URI> base(Builtin provider) {
        return named(provider).or(provider::base);
    }

    /** Returns where the environment says that a provider is. */
    Optional<URI> named(Builtin provider) {
        for (String variable : provider.baseVariables()) {
            Optional<URI> base = value(variable)
                    .map(value -> variable.equals(OLLAMA_HOST) ? ollamaUrl(value) : value)
                    .flatMap(value -> BaseUrls.read(
                            value, problem -> problems.warn(Place.variable(variable), "not used: " + problem)));
            if (base.isPresent()) {
                return base.map(it -> BaseUrls.withPathWhenBare(it, provider.barePath()));
            }
        }
        return Optional.empty();
    }

    /**
     * Returns where Bedrock is.
     *
     * @param told the region that the configuration names; else it is the environment's
     */
    Optional<URI> bedrock(Optional<String> told) {
        return told.or(() -> value("AWS_REGION"))
                .or(() -> value("AWS_DEFAULT_REGION"))
                .filter(region -> REGION.matcher(region).matches())
                .map(region -> URI.create("https://bedrock-runtime." + region + ".amazonaws.com"));
    }

    /** Returns what an environment variable holds. */
    Optional<String> variable(String name) {
        return value(name);
    }

    private Optional<String> value(String variable) {
        return Optional.ofNullable(env.get(variable)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private Optional<Secret> key(Place place, String value) {
        if (!KEY.matcher(value).matches()) {
            problems.warn(place, "not used: it holds what an HTTP header can't carry");
            return Optional.empty();
        }
        return Optional.of(Secret.of(value));
    }

    /** Turns what {@code OLLAMA_HOST} holds, the address that Ollama listens on, into the URL to reach it at. */
    private static String ollamaUrl(String host) {
        String url = host.contains("://") ? host : "http://" + withPort(host);
        for (String any : List.of("://0.0.0.0", "://[::]")) {
            url = url.replace(any, "://127.0.0.1");
        }
        return url;
    }

    private static String withPort(String host) {
        if (host.startsWith(":")) {
            return "127.0.0.1" + host;
        }
        return host.matches(".*:[0-9]+/*") && !host.endsWith("]")
                ? host
                : host.replaceFirst("/+$", "") + ":" + OLLAMA_PORT;
    }
}
