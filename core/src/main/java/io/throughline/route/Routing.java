package io.throughline.route;

import io.throughline.provider.Provider;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that configuration says of routing. Immutable.
 *
 * @param aliases the aliases by name, in the order of configuration
 * @param retry how calls are tried again
 * @param breaker when targets are left alone
 * @param connect how long a connection to a provider may take to be made
 * @param timeouts how long providers may take
 * @param providerTimeouts how long single providers may take, by their names
 * @param keepAlive after how long a silence a client's stream is told that it is still alive; never where it is empty
 */
public record Routing(
        Map<String, Alias> aliases,
        RetrySettings retry,
        BreakerSettings breaker,
        Duration connect,
        Timeouts timeouts,
        Map<String, Timeouts> providerTimeouts,
        Optional<Duration> keepAlive) {
    /** Copies the maps. */
    public Routing {
        aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
        providerTimeouts = Map.copyOf(providerTimeouts);
    }

    /** Returns what holds without configuration. */
    public static Routing defaults() {
        return new Routing(
                Map.of(),
                RetrySettings.defaults(),
                BreakerSettings.defaults(),
                Duration.ofSeconds(5),
                Timeouts.defaults(),
                Map.of(),
                Optional.empty());
    }

    /** Returns how long a provider may take. */
    public Timeouts timeouts(Provider provider) {
        return providerTimeouts.getOrDefault(provider.name(), timeouts);
    }
}
