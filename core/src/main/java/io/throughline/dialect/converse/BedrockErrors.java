package io.throughline.dialect.converse;

import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.ModelError.Kind;
import io.throughline.wire.EventStreamFrame;
import io.throughline.wire.EventStreamReader;
import io.throughline.wire.JsonText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Errors in Bedrock's shapes: {@code {"message":…}}, and frames of exceptions inside of a stream. */
final class BedrockErrors {
    private BedrockErrors() {}

    /** Returns the error that a frame tells, null where the frame is an event. */
    static @Nullable ModelError read(@Nullable String event, byte[] data) {
        if (event != null && event.startsWith(EventStreamReader.EXCEPTION)) {
            String type = event.substring(EventStreamReader.EXCEPTION.length());
            return read(kindOf(type), statusOf(type), type, data);
        } else if (event != null && event.startsWith(EventStreamReader.ERROR)) {
            String code = event.substring(EventStreamReader.ERROR.length());
            return read(Kind.UPSTREAM, Kind.UPSTREAM.status(), code, data);
        }
        return null;
    }

    static byte[] body(ModelError error) {
        return JsonText.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("message", error.message());
            out.writeEndObject();
        });
    }

    static byte[] frame(ModelError error) {
        return EventStreamFrame.exception(typeOf(error.kind()), body(error));
    }

    private static ModelError read(Kind kind, int status, String type, byte[] data) {
        String message = ErrorReader.read(status, data).message();
        Optional<String> code = type.isEmpty() ? Optional.empty() : Optional.of(type);
        return new ModelError(kind, status, message, Optional.empty(), code);
    }

    private static Kind kindOf(String type) {
        return switch (type) {
            case "validationException" -> Kind.INVALID_REQUEST;
            case "accessDeniedException" -> Kind.PERMISSION;
            case "resourceNotFoundException" -> Kind.NOT_FOUND;
            case "throttlingException", "modelNotReadyException" -> Kind.RATE_LIMIT;
            case "serviceQuotaExceededException" -> Kind.QUOTA;
            case "serviceUnavailableException" -> Kind.OVERLOADED;
            case "modelTimeoutException" -> Kind.TIMEOUT;
            default -> Kind.UPSTREAM;
        };
    }

    /** The status that Bedrock answers with where the same error comes before the stream. */
    private static int statusOf(String type) {
        return switch (type) {
            case "modelTimeoutException" -> 408;
            case "modelStreamErrorException", "modelErrorException" -> 424;
            case "internalServerException" -> 500;
            default -> kindOf(type).status();
        };
    }

    private static String typeOf(Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST, CONTEXT_OVERFLOW, TOO_LARGE, METHOD_NOT_ALLOWED -> "validationException";
            case AUTHENTICATION, PERMISSION -> "accessDeniedException";
            case NOT_FOUND -> "resourceNotFoundException";
            case RATE_LIMIT -> "throttlingException";
            case QUOTA -> "serviceQuotaExceededException";
            case OVERLOADED -> "serviceUnavailableException";
            case TIMEOUT -> "modelTimeoutException";
            case INTERNAL, UPSTREAM_AUTHENTICATION, UPSTREAM -> "internalServerException";
        };
    }
}
