package io.throughline.sdk;

import io.throughline.Secret;
import java.net.URI;

/**
 * A Throughline elsewhere.
 *
 * @param base its address, without {@code /v1} and without a slash at its end
 * @param key the caller's key
 */
record Remote(URI base, Secret key) {
    static Remote of(URI throughline, Secret key) {
        boolean http =
                "http".equalsIgnoreCase(throughline.getScheme()) || "https".equalsIgnoreCase(throughline.getScheme());
        if (!http || throughline.getHost() == null) {
            throw new IllegalArgumentException(
                    "Throughline's address must be like http://host:8080, not " + throughline);
        }
        if (key.reveal().isBlank()) {
            throw new IllegalArgumentException("The key is empty; without configured keys any text will do");
        }
        String base = throughline.toString().replaceFirst("/+$", "").replaceFirst("/v1$", "");
        return new Remote(URI.create(base), key);
    }

    /** Returns the address of {@code path}, which begins with a slash. */
    URI uri(String path) {
        return URI.create(base + path);
    }
}
