package io.throughline.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Reads providers' errors, in the many shapes they have. The class of an error follows from the status and the typed code, never from words
 * in its message.
 */
final class ErrorReading {
    private static final int MOST_SHOWN = 200;
    private static final Set<String> OVERFLOW =
            Set.of("context_length_exceeded", "exceed_context_size_error", "TOO_MANY_TOKENS");
    private static final Set<String> QUOTA = Set.of("insufficient_quota", "billing_error");

    private ErrorReading() {}

    /** Reads a body that came with an error's status. */
    static ModelError body(int status, byte[] body) {
        JsonNode node = Json.tree(body);
        JsonNode first = node.isArray() ? node.path(0) : node;
        return first.isObject() ? object(status, first) : plain(status, body);
    }

    /**
     * Reads an error object, or an object with an error in it.
     *
     * @param status the status it came with; where that tells of no error, the error's own counts
     */
    static ModelError object(int status, JsonNode node) {
        JsonNode error = node.path("error").isObject() ? node.path("error") : node;
        String message = Json.text(error, "message")
                .or(() -> Json.text(error, "Message"))
                .or(() -> Json.text(node, "error"))
                .or(() -> Json.text(node, "detail"))
                .orElseGet(() -> shortened(error.toString()));
        Optional<String> type = Json.text(error, "type").filter(name -> !name.equals("error"));
        Optional<String> code = Json.text(error, "code")
                .or(() -> number(error.path("code")))
                .or(() -> Json.text(node, "code"))
                .or(() -> Json.text(error, "error_type"))
                .or(() -> type);
        int known = status >= 400 ? status : statusOf(error, node);
        return new ModelError(kind(known, type, code), known, message, Json.text(error, "param"), code);
    }

    private static ModelError plain(int status, byte[] body) {
        String text = shortened(new String(body, StandardCharsets.UTF_8)
                .replaceAll("<[^>]*>", " ")
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip());
        String message = text.isEmpty() ? "The provider answered " + status + " without a word" : text;
        return new ModelError(
                kind(status, Optional.empty(), Optional.empty()), status, message, Optional.empty(), Optional.empty());
    }

    /** An error inside a 200 or a stream may say its own status; one that doesn't is a provider's fault. */
    private static int statusOf(JsonNode error, JsonNode node) {
        for (JsonNode candidate : new JsonNode[] {
            error.path("code"), error.path("status_code"), node.path("status_code"), error.path("status")
        }) {
            int value = candidate.asInt(0);
            if (value >= 400 && value <= 599) {
                return value;
            }
        }
        return switch (Json.text(error, "type").orElse("")) {
            case "invalid_request_error" -> 400;
            case "authentication_error" -> 401;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "request_too_large" -> 413;
            case "rate_limit_error", "insufficient_quota" -> 429;
            case "overloaded_error" -> 529;
            case "timeout_error" -> 504;
            default -> 502;
        };
    }

    private static ModelError.Kind kind(int status, Optional<String> type, Optional<String> code) {
        if (code.filter(OVERFLOW::contains)
                .or(() -> type.filter(OVERFLOW::contains))
                .isPresent()) {
            return ModelError.Kind.CONTEXT_OVERFLOW;
        }
        if (code.filter(QUOTA::contains).or(() -> type.filter(QUOTA::contains)).isPresent()) {
            return ModelError.Kind.QUOTA;
        }
        return switch (status) {
            case 400, 409, 415, 422 -> ModelError.Kind.INVALID_REQUEST;
            case 401 -> ModelError.Kind.UPSTREAM_AUTHENTICATION;
            case 402 -> ModelError.Kind.QUOTA;
            case 403 -> ModelError.Kind.PERMISSION;
            case 404 -> ModelError.Kind.NOT_FOUND;
            case 405 -> ModelError.Kind.METHOD_NOT_ALLOWED;
            case 408, 504 -> ModelError.Kind.TIMEOUT;
            case 413 -> ModelError.Kind.TOO_LARGE;
            case 429 -> ModelError.Kind.RATE_LIMIT;
            case 503, 529 -> ModelError.Kind.OVERLOADED;
            default -> status < 500 ? ModelError.Kind.INVALID_REQUEST : ModelError.Kind.UPSTREAM;
        };
    }

    private static Optional<String> number(JsonNode code) {
        return code.isNumber() ? Optional.of(code.asText()) : Optional.empty();
    }

    private static String shortened(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN);
    }
}
