package io.throughline.sdk;

import io.throughline.route.Endpoint;
import java.net.URI;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which requests are calls that Throughline serves: those of an endpoint it knows, at the base URI of a configured provider. All others are
 * none of its business. Immutable.
 */
final class ProviderHosts {
    private final List<URI> bases;

    private ProviderHosts(List<URI> bases) {
        this.bases = bases;
    }

    /** Looks for these base URIs; the longest that fits is taken. */
    static ProviderHosts of(Collection<URI> bases) {
        return new ProviderHosts(bases.stream()
                .sorted(Comparator.comparing((URI base) -> base.getRawPath().length())
                        .reversed())
                .toList());
    }

    /**
     * Returns path and query of a call, relative to the mount; empty where the request is to pass untouched.
     *
     * @param method in upper case
     * @param request the absolute URI
     */
    Optional<URI> target(String method, URI request) {
        return bases.stream()
                .filter(base -> sameServer(base, request) && isBelow(base.getRawPath(), request.getRawPath()))
                .map(base -> request.getRawPath().substring(base.getRawPath().length()))
                .filter(path -> Endpoint.of(method, path) instanceof Endpoint.ProviderCall)
                .findFirst()
                .map(path -> URI.create(request.getRawQuery() == null ? path : path + "?" + request.getRawQuery()));
    }

    private static boolean sameServer(URI base, URI request) {
        return base.getScheme().equalsIgnoreCase(request.getScheme())
                && base.getHost().equalsIgnoreCase(request.getHost())
                && port(base) == port(request);
    }

    private static boolean isBelow(String base, String path) {
        return path.startsWith(base) && path.startsWith("/", base.length());
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return uri.getScheme().toLowerCase(Locale.ROOT).equals("https") ? 443 : 80;
    }
}
