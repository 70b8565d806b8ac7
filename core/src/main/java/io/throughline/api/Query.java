package io.throughline.api;

import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameters of a query, of which only known ones are taken. */
final class Query {
    private final Map<String, String> values;

    private Query(Map<String, String> values) {
        this.values = values;
    }

    static Query of(URI target, Set<String> known) {
        Map<String, String> values = new HashMap<>();
        String raw = Optional.ofNullable(target.getRawQuery()).orElse("");
        for (String pair : raw.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            String[] parts = pair.split("=", 2);
            String name = decoded(parts[0]);
            if (!known.contains(name)) {
                throw bad(
                        name,
                        "is not known here; known are "
                                + known.stream().sorted().toList());
            }
            values.put(name, parts.length > 1 ? decoded(parts[1]) : "");
        }
        return new Query(values);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    int number(String name, int least, int most, int otherwise) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw bad(name, "must be a number from " + least + " to " + most);
    }

    private static String decoded(String raw) {
        try {
            return URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw bad("query", "is not well percent-encoded");
        }
    }

    private static RefusedException bad(String name, String problem) {
        return new RefusedException(ModelError.of(ModelError.Kind.INVALID_REQUEST, name + " " + problem)
                .at(name));
    }
}
