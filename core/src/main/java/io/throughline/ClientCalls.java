package io.throughline;

import io.throughline.access.Caller;
import io.throughline.provider.Provider;
import io.throughline.route.Endpoint;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Finds out what the application asks of which provider when it calls one itself. Immutable, safe for use by many threads. */
final class ClientCalls {
    private static final Set<String> CREDENTIALS = Set.of("authorization", "x-api-key", "api-key", "x-goog-api-key");

    private final Map<String, List<Provider>> byOrigin = new HashMap<>();
    private final Set<String> names;
    private final Predicate<String> knownResponses;

    /**
     * Makes a finder.
     *
     * @param providers the configured providers by name
     * @param knownResponses whether it is known who made the stored response of an id
     */
    ClientCalls(Map<String, Provider> providers, Predicate<String> knownResponses) {
        names = Set.copyOf(providers.keySet());
        this.knownResponses = knownResponses;
        for (Provider provider : providers.values()) {
            if (provider.family() != Provider.Family.ECHO) {
                byOrigin.computeIfAbsent(origin(provider.baseUri()), it -> new ArrayList<>())
                        .add(provider);
            }
        }
        // of several at one host, the one whose base is the longest is meant
        Comparator<Provider> longestFirst =
                Comparator.comparingInt(provider -> -path(provider).length());
        byOrigin.values().forEach(list -> list.sort(longestFirst));
    }

    boolean hasProviders() {
        return !byOrigin.isEmpty();
    }

    boolean isProviders(URI target) {
        return target.getHost() != null && byOrigin.containsKey(origin(target));
    }

    /** Returns the call that a request makes; empty where it is not known as one. */
    Optional<ClientCall> find(ProxyRequest outbound) {
        return find(outbound.method(), outbound.target());
    }

    /** Returns what becomes of a call; empty where it is not known as one. */
    Optional<Mode> handled(Mode wanted, String method, URI target) {
        return find(method, target).map(call -> isRoutable(call) ? wanted : Mode.OBSERVE);
    }

    private Optional<ClientCall> find(String method, URI target) {
        List<Provider> there = target.getHost() == null ? null : byOrigin.get(origin(target));
        if (there == null) {
            return Optional.empty();
        }
        String rawPath = target.getRawPath();
        for (Provider provider : there) {
            String base = path(provider);
            if (rawPath.startsWith(base + "/") || base.isEmpty()) {
                return ClientCall.of(method, provider, rawPath.substring(base.length()));
            }
        }
        // some providers have further bases, such as Azure's of deployments
        return there.stream()
                .flatMap(provider -> ClientCall.of(method, provider, rawPath).stream())
                .findFirst();
    }

    /** Returns the request to the handler that an application's call stands for; empty where it is none that can be routed. */
    Optional<ProxyRequest> routed(ProxyRequest outbound) {
        return find(outbound).filter(this::isRoutable).map(call -> {
            String query = outbound.target().getRawQuery();
            Endpoint.ProviderCall endpoint = call.endpoint().orElseThrow();
            Optional<Secret> shown = outbound.attributes().get(Caller.SHOWN);
            Attributes attributes = (shown.isPresent()
                            ? outbound.attributes()
                            : outbound.attributes().with(Caller.KEY, Caller.inProcess()))
                    .with(Addressed.KEY, new Addressed(call.provider().name(), names));
            return new ProxyRequest(
                    outbound.method(),
                    URI.create("/v1" + endpoint.path() + (query == null ? "" : "?" + query)),
                    shown.map(key -> shown(outbound.headers(), key)).orElse(outbound.headers()),
                    outbound.body(),
                    attributes);
        });
    }

    private boolean isRoutable(ClientCall call) {
        return call.endpoint()
                .filter(endpoint -> endpoint instanceof Endpoint.ModelCall
                        || endpoint instanceof Endpoint.GenerateContent
                        || (endpoint instanceof Endpoint.StoredResponse stored && knownResponses.test(stored.id())))
                .isPresent();
    }

    /** The key for the provider, which the application's client shows, is none for Throughline. */
    private static Headers shown(Headers headers, Secret key) {
        return headers.keep(name -> !CREDENTIALS.contains(name.toLowerCase(Locale.ROOT)))
                .with("Authorization", "Bearer " + key.reveal());
    }

    private static String path(Provider provider) {
        return Optional.ofNullable(provider.baseUri().getRawPath()).orElse("");
    }

    private static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("http") ? 80 : 443;
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }
}
