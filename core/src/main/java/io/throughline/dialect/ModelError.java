package io.throughline.dialect;

import java.util.Optional;

/**
 * An error, of a provider or of ours, apart from any dialect.
 *
 * @param kind its class
 * @param status the HTTP status that goes with it
 * @param message what to tell the caller; never holds a secret
 * @param param the request's field at fault
 * @param code the provider's own code, or ours
 */
public record ModelError(Kind kind, int status, String message, Optional<String> param, Optional<String> code) {
    /** Makes an error of a kind's usual status. */
    public static ModelError of(Kind kind, String message) {
        return new ModelError(kind, kind.status, message, Optional.empty(), Optional.empty());
    }

    /** Returns this error, naming the field at fault. */
    public ModelError at(String field) {
        return new ModelError(kind, status, message, Optional.of(field), code);
    }

    /** Returns this error with another status than its kind's usual one. */
    public ModelError with(int other) {
        return new ModelError(kind, other, message, param, code);
    }

    /** Returns this error with a code. */
    public ModelError coded(String name) {
        return new ModelError(kind, status, message, param, Optional.of(name));
    }

    /** The classes of errors, each with its usual status. */
    public enum Kind {
        /** The request is wrong. */
        INVALID_REQUEST(400),
        /** The prompt is longer than the model takes. */
        CONTEXT_OVERFLOW(400),
        /** The caller's key is missing or wrong. */
        AUTHENTICATION(401),
        /** The caller may not do this. */
        PERMISSION(403),
        /** There is no such path, model or thing. */
        NOT_FOUND(404),
        /** The path is right, the method is not. */
        METHOD_NOT_ALLOWED(405),
        /** The body is too large. */
        TOO_LARGE(413),
        /** Too many requests or tokens. */
        RATE_LIMIT(429),
        /** No budget or credit is left. */
        QUOTA(429),
        /** Something broke here. */
        INTERNAL(500),
        /** The provider refused our credential. */
        UPSTREAM_AUTHENTICATION(502),
        /** The provider broke or answered nonsense. */
        UPSTREAM(502),
        /** The provider, or this server, has too much to do. */
        OVERLOADED(503),
        /** The provider took too long. */
        TIMEOUT(504);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** Returns the usual HTTP status. */
        public int status() {
            return status;
        }
    }
}
