package io.throughline.cache;

import io.throughline.Headers;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a request's {@code Cache-Control} allows (RFC 9111, section 5.2.1).
 *
 * @param find whether an answer that is kept will do
 * @param keep whether the answer may be kept
 */
record CacheControl(boolean find, boolean keep) {
    static CacheControl of(Headers request) {
        Set<String> said = request.all("cache-control").stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(directive -> directive.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        boolean noStore = said.contains("no-store");
        return new CacheControl(!noStore && !said.contains("no-cache") && !said.contains("max-age=0"), !noStore);
    }
}
