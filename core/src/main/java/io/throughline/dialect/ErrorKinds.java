package io.throughline.dialect;

import static java.util.Map.entry;

import io.throughline.dialect.ModelError.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells an error's class by the provider's typed code and the status, never by the words of its message. */
final class ErrorKinds {
    private static final Map<String, Kind> BY_CODE = Map.ofEntries(
            entry("TOO_MANY_TOKENS", Kind.CONTEXT_OVERFLOW),
            entry("context_length_exceeded", Kind.CONTEXT_OVERFLOW),
            entry("exceed_context_size_error", Kind.CONTEXT_OVERFLOW),
            entry("too_many_prompt_tokens", Kind.CONTEXT_OVERFLOW),
            entry("invalid_api_key", Kind.AUTHENTICATION),
            entry("authentication_error", Kind.AUTHENTICATION),
            entry("UNAUTHENTICATED", Kind.AUTHENTICATION),
            entry("API_KEY_INVALID", Kind.AUTHENTICATION),
            entry("permission_error", Kind.PERMISSION),
            entry("PERMISSION_DENIED", Kind.PERMISSION),
            entry("not_found_error", Kind.NOT_FOUND),
            entry("model_not_found", Kind.NOT_FOUND),
            entry("DeploymentNotFound", Kind.NOT_FOUND),
            entry("NOT_FOUND", Kind.NOT_FOUND),
            entry("request_too_large", Kind.TOO_LARGE),
            entry("insufficient_quota", Kind.QUOTA),
            entry("billing_error", Kind.QUOTA),
            entry("billing_hard_limit_reached", Kind.QUOTA),
            entry("rate_limit_exceeded", Kind.RATE_LIMIT),
            entry("rate_limit_error", Kind.RATE_LIMIT),
            entry("RateLimitReached", Kind.RATE_LIMIT),
            entry("RESOURCE_EXHAUSTED", Kind.RATE_LIMIT),
            entry("overloaded_error", Kind.OVERLOADED),
            entry("engine_overloaded_error", Kind.OVERLOADED),
            entry("server_is_overloaded", Kind.OVERLOADED),
            entry("UNAVAILABLE", Kind.OVERLOADED),
            entry("timeout_error", Kind.TIMEOUT),
            entry("DEADLINE_EXCEEDED", Kind.TIMEOUT),
            entry("api_error", Kind.UPSTREAM),
            entry("server_error", Kind.UPSTREAM),
            entry("invalid_request_error", Kind.INVALID_REQUEST),
            entry("INVALID_ARGUMENT", Kind.INVALID_REQUEST),
            entry("tool_use_failed", Kind.INVALID_REQUEST),
            entry("content_filter", Kind.INVALID_REQUEST),
            entry("content_policy_violation", Kind.INVALID_REQUEST));

    private ErrorKinds() {}

    /**
     * Returns an error's class.
     *
     * @param status the status of an error, or 0 where there is none
     * @param code the provider's code
     * @param type the provider's type
     */
    static Kind of(int status, @Nullable String code, @Nullable String type) {
        Kind specific = specific(code);
        if (specific == null) {
            specific = specific(type);
        }
        if (specific != null) {
            return specific;
        }
        if (status >= 400) {
            return of(status);
        }
        boolean invalid = isInvalidRequest(code) || (code == null && isInvalidRequest(type));
        return invalid ? Kind.INVALID_REQUEST : Kind.UPSTREAM;
    }

    /** Providers use the code for an invalid request and the one for a fault of theirs for everything: there the status tells more. */
    private static @Nullable Kind specific(@Nullable String name) {
        Kind kind = name == null ? null : BY_CODE.get(name);
        return kind == Kind.INVALID_REQUEST || kind == Kind.UPSTREAM ? null : kind;
    }

    private static boolean isInvalidRequest(@Nullable String name) {
        return name != null && BY_CODE.get(name) == Kind.INVALID_REQUEST;
    }

    private static Kind of(int status) {
        return switch (status) {
            case 401 -> Kind.AUTHENTICATION;
            case 402 -> Kind.QUOTA;
            case 403 -> Kind.PERMISSION;
            case 404 -> Kind.NOT_FOUND;
            case 405 -> Kind.METHOD_NOT_ALLOWED;
            case 408, 504 -> Kind.TIMEOUT;
            case 413 -> Kind.TOO_LARGE;
            case 429 -> Kind.RATE_LIMIT;
            case 498, 503, 529 -> Kind.OVERLOADED;
            default -> status >= 500 ? Kind.UPSTREAM : Kind.INVALID_REQUEST;
        };
    }
}
