package io.throughline.route;

import io.throughline.Secret;
import io.throughline.access.Caller;
import io.throughline.dialect.UsageConvention;
import io.throughline.provider.Models;
import io.throughline.provider.Provider;
import io.throughline.provider.Target;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/** Providers, aliases and calls of tests. */
final class Targets {
    private Targets() {}

    static Target target(String provider, int keys) {
        return new Target(provider(provider, keys), "m");
    }

    static Provider provider(String name, int keys) {
        return new Provider(
                name,
                Provider.Family.OPENAI,
                Provider.Family.OPENAI.dialects(),
                URI.create("https://" + name + ".example/v1"),
                Provider.Auth.BEARER,
                IntStream.range(0, keys)
                        .mapToObj(key -> new Provider.Key(Secret.of(name + "-key-" + key), 1))
                        .toList(),
                List.of("m"),
                Map.of(),
                Set.of(),
                UsageConvention.STANDARD,
                Provider.Protocol.HTTP_1_1,
                Optional.empty());
    }

    static Alias alias(Strategy strategy, Alias.Choice... choices) {
        return new Alias("smart", strategy, List.of(choices), Optional.empty(), Optional.empty(), false);
    }

    static Alias.Choice choice(String provider, int weight) {
        return new Alias.Choice(target(provider, 1), weight, Condition.none());
    }

    static Router router(Routing routing, Traffic traffic, Alias... aliases) {
        Map<String, Provider> providers = new LinkedHashMap<>();
        Map<String, Alias> named = new LinkedHashMap<>();
        Arrays.stream(aliases).forEach(alias -> {
            named.put(alias.name(), alias);
            alias.choices()
                    .forEach(choice -> providers.put(
                            choice.target().provider().name(), choice.target().provider()));
        });
        Routing with = new Routing(
                named,
                routing.retry(),
                routing.breaker(),
                routing.connect(),
                routing.timeouts(),
                Map.of(),
                Optional.empty());
        return new Router(Models.of(providers.values()), providers, new ResponseOwners(), with, traffic);
    }

    static Inquiry inquiry(String model, String body, Map<String, String> tags, String thread) {
        return new Inquiry(
                Endpoint.ModelCall.CHAT,
                model,
                new Caller(Optional.empty(), "default", "default", Set.of("llm"), List.of()),
                body.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                tags,
                thread,
                true,
                OptionalLong.empty());
    }
}
