package io.throughline.junit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.wire.CanonicalJson;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a request is known by: nothing in it is secret, and nothing differs from run to run.
 *
 * @param method the method
 * @param path the path, with what of the query says what is asked for
 * @param body the body in its canonical form; the text of a JSON string where it was no JSON, {@code null} where there was none
 */
record RequestKey(String method, String path, String body) {
    /** Of a cloud's path, whose it is. */
    private static final Pattern OWNER = Pattern.compile("/(projects|accounts|organizations|subscriptions)/[^/]+");

    private static final List<String> CREDENTIALS = List.of(
            "authorization",
            "x-api-key",
            "api-key",
            "x-goog-api-key",
            "cookie",
            "proxy-authorization",
            "x-amz-security-token");
    private static final List<String> TELLING = List.of("alt", "api-version", "beta");
    private static final int SHORTEST_SECRET = 6;

    /**
     * Returns a request's key.
     *
     * @param body the request's body
     * @param volatiles which of its fields are left out
     */
    static RequestKey of(ProxyRequest request, byte[] body, VolatileFields volatiles) {
        String path = OWNER.matcher(request.target().getRawPath()).replaceAll("/$1/*");
        String query = Stream.ofNullable(request.target().getRawQuery())
                .flatMap(all -> Stream.of(all.split("&")))
                .filter(pair -> TELLING.contains(pair.split("=", 2)[0].toLowerCase(Locale.ROOT)))
                .sorted()
                .collect(Collectors.joining("&"));
        String target = Masking.masked(query.isEmpty() ? path : path + "?" + query, secrets(request.headers()));
        return new RequestKey(request.method(), target, canonical(request, body, volatiles));
    }

    /** Returns the credentials that a request's header fields show. */
    static List<String> secrets(Headers headers) {
        return CREDENTIALS.stream()
                .flatMap(name -> headers.all(name).stream())
                .flatMap(value -> Stream.of(value, value.substring(value.indexOf(' ') + 1)))
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .toList();
    }

    /** Returns the body as a tree. */
    JsonNode tree() {
        try {
            return JsonText.parse(body);
        } catch (IOException e) {
            throw new IllegalStateException("a key's body is always JSON", e);
        }
    }

    @Override
    public String toString() {
        return method + " " + path;
    }

    private static String canonical(ProxyRequest request, byte[] body, VolatileFields volatiles) {
        if (body.length == 0) {
            return "null";
        }
        List<String> secrets = secrets(request.headers());
        try {
            JsonNode masked = JsonText.parse(Masking.masked(body, secrets));
            return CanonicalJson.of(volatiles.leftOut(masked));
        } catch (IOException e) {
            String text = new String(body, StandardCharsets.UTF_8);
            return CanonicalJson.of(TextNode.valueOf(Masking.masked(text, secrets)));
        }
    }
}
