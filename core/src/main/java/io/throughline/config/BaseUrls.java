package io.throughline.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** The base URLs of providers. Messages never hold the URL: people put passwords into them. */
final class BaseUrls {
    private static final String EXPECTED = "expected a URL such as https://host/v1";

    private BaseUrls() {}

    /** Reads an http or https URL without user name, query and fragment; slashes at its end go. */
    static Optional<URI> read(String text, Consumer<String> problem) {
        Optional<URI> uri = parse(text);
        Optional<String> wrong = uri.map(BaseUrls::wrong).orElse(Optional.of(EXPECTED));
        wrong.ifPresent(problem);
        return wrong.isPresent()
                ? Optional.empty()
                : uri.flatMap(it -> parse(it.toString().replaceFirst("/+$", "")));
    }

    /** Returns whether {@code text} is a URI with a host and one of these schemes. */
    static boolean isUri(String text, List<String> schemes) {
        return parse(text)
                .filter(uri -> uri.getHost() != null && schemes.contains(scheme(uri)))
                .isPresent();
    }

    /** Returns whether a key for the one may go to the other: scheme, host and port are the same. */
    static boolean sameOrigin(URI left, URI right) {
        return scheme(left).equals(scheme(right)) && host(left).equals(host(right)) && port(left) == port(right);
    }

    /** Returns whether what is sent there can be read on the way. */
    static boolean isInTheClear(URI uri) {
        return scheme(uri).equals("http") && !Loopback.isLoopback(host(uri));
    }

    /** Puts {@code path} behind a URL that has none. */
    static URI withPathWhenBare(URI uri, String path) {
        return uri.getRawPath().isEmpty() ? URI.create(uri + path) : uri;
    }

    /** Takes {@code end} off a URL that ends in it. */
    static URI without(URI uri, String end) {
        String text = uri.toString();
        return text.endsWith(end) ? URI.create(text.substring(0, text.length() - end.length())) : uri;
    }

    private static Optional<String> wrong(URI uri) {
        if (!scheme(uri).equals("http") && !scheme(uri).equals("https")) {
            return Optional.of("expected an http or https URL");
        }
        if (uri.getRawUserInfo() != null
                || (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@"))) {
            return Optional.of("must not hold a user name or password; keys go into api-key");
        }
        if (uri.getHost() == null) {
            return Optional.of("has no valid host (letters, digits, dots and hyphens; underscores are not allowed)");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            return Optional.of("has no valid port");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return Optional.of("must not hold a query or a fragment");
        }
        return Optional.empty();
    }

    private static Optional<URI> parse(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    private static String host(URI uri) {
        return uri.getHost().toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        if (uri.getPort() != -1) {
            return uri.getPort();
        }
        return scheme(uri).equals("https") ? 443 : 80;
    }
}
