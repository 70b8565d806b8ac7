package io.throughline.route;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which dialect a client speaks whose path is none of ours or has another method: it is told by how the path begins. */
final class ErrorPaths {
    private static final Map<Pattern, String> DIALECTS = Map.of(
            path("(?:/v1)?/messages(?:/.*)?"), Endpoint.ModelCall.MESSAGES.dialect(),
            path("/v1beta(?:/.*)?|(?:/v1)?/models/.+:[A-Za-z]*(?:[Cc]ontent|Tokens)"), Endpoint.GenerateContent.DIALECT,
            path("(?:/v1)?/responses(?:/.*)?"), Endpoint.ModelCall.RESPONSES.dialect());

    private ErrorPaths() {}

    /** Returns the dialect of {@code rawPath}; empty where its beginning tells none. */
    static Optional<String> dialect(String rawPath) {
        for (Map.Entry<Pattern, String> entry : DIALECTS.entrySet()) {
            if (entry.getKey().matcher(rawPath).matches()) {
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }

    private static Pattern path(String expression) {
        return Pattern.compile(expression);
    }
}
