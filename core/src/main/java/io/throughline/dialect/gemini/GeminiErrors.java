package io.throughline.dialect.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import io.throughline.dialect.ModelError;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** Writes errors as {@code google.rpc.Status}. Source: google.rpc's {@code error_details.proto}. */
final class GeminiErrors {
    private static final String TYPE = "type.googleapis.com/google.rpc.";

    private GeminiErrors() {}

    static byte[] write(ModelError error) {
        return JsonText.bytes(out -> status(out, error, Optional.empty()));
    }

    static byte[] write(ModelError error, Duration retryAfter) {
        return JsonText.bytes(out -> status(out, error, Optional.of(retryAfter)));
    }

    private static void status(JsonGenerator out, ModelError error, Optional<Duration> retryAfter) throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("error");
        out.writeNumberField("code", error.status());
        out.writeStringField("message", error.message());
        out.writeStringField("status", word(error.kind()));
        if (error.param().isPresent() || retryAfter.isPresent()) {
            out.writeArrayFieldStart("details");
            if (error.param().isPresent()) {
                violation(out, error.param().get(), error.message());
            }
            if (retryAfter.isPresent()) {
                out.writeStartObject();
                out.writeStringField("@type", TYPE + "RetryInfo");
                out.writeStringField("retryDelay", seconds(retryAfter.get()));
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void violation(JsonGenerator out, String field, String message) throws IOException {
        out.writeStartObject();
        out.writeStringField("@type", TYPE + "BadRequest");
        out.writeArrayFieldStart("fieldViolations");
        out.writeStartObject();
        out.writeStringField("field", field);
        out.writeStringField("description", message);
        out.writeEndObject();
        out.writeEndArray();
        out.writeEndObject();
    }

    /** A duration as protocol buffers write it in JSON. */
    private static String seconds(Duration time) {
        BigDecimal exact = BigDecimal.valueOf(time.getSeconds()).add(BigDecimal.valueOf(time.getNano(), 9));
        return (exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString()) + "s";
    }

    private static String word(ModelError.Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST, CONTEXT_OVERFLOW, TOO_LARGE -> "INVALID_ARGUMENT";
            case AUTHENTICATION -> "UNAUTHENTICATED";
            case PERMISSION -> "PERMISSION_DENIED";
            case NOT_FOUND -> "NOT_FOUND";
            case METHOD_NOT_ALLOWED -> "UNIMPLEMENTED";
            case RATE_LIMIT, QUOTA -> "RESOURCE_EXHAUSTED";
            case INTERNAL, UPSTREAM_AUTHENTICATION, UPSTREAM -> "INTERNAL";
            case OVERLOADED -> "UNAVAILABLE";
            case TIMEOUT -> "DEADLINE_EXCEEDED";
        };
    }
}
