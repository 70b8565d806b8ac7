package io.throughline.config;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code forward-headers}, in lower case. What the contract never forwards (spec, section 2) is refused. */
final class ForwardHeaders {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    private static final Set<String> NEVER = Set.of(
            "authorization",
            "x-api-key",
            "api-key",
            "cookie",
            "cookie2",
            "host",
            "content-length",
            "content-encoding",
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "forwarded");

    private ForwardHeaders() {}

    static Set<String> read(ConfigNode node) {
        Set<String> names = new LinkedHashSet<>();
        node.items().forEach(item -> name(item).ifPresent(names::add));
        return names;
    }

    private static Optional<String> name(ConfigNode item) {
        Optional<String> name = item.parsed(
                        "the name of a header",
                        text -> Optional.of(text).filter(it -> TOKEN.matcher(it).matches()))
                .map(it -> it.toLowerCase(Locale.ROOT));
        if (name.filter(ForwardHeaders::isNeverForwarded).isPresent()) {
            item.error("is never forwarded");
            return Optional.empty();
        }
        return name;
    }

    private static boolean isNeverForwarded(String name) {
        return NEVER.contains(name) || name.startsWith("x-throughline-") || name.startsWith("x-forwarded-");
    }
}
