package io.throughline.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Writes errors in the shapes that callers know. */
public final class ErrorWriter {
    private static final JsonFactory JSON = new JsonFactory();

    private ErrorWriter() {}

    /** Writes {@code {"error":{"message","type","param","code"}}}, as OpenAI's endpoints do. */
    public static byte[] openAi(ModelError error) {
        return json(out -> {
            out.writeObjectFieldStart("error");
            out.writeStringField("message", error.message());
            out.writeStringField("type", openAiType(error.kind()));
            nullable(out, "param", error.param());
            nullable(out, "code", openAiCode(error));
            out.writeEndObject();
        });
    }

    /** Writes {@code {"type":"error","code","message","param"}}, the data of an error event in a stream of the Responses API. */
    public static byte[] responsesEvent(ModelError error) {
        return json(out -> {
            out.writeStringField("type", "error");
            nullable(out, "code", openAiCode(error));
            out.writeStringField("message", error.message());
            nullable(out, "param", error.param());
        });
    }

    /** Writes {@code {"type":"error","error":{"type","message"}}}, as Anthropic's endpoints do. */
    public static byte[] anthropic(ModelError error) {
        return json(out -> {
            out.writeStringField("type", "error");
            out.writeObjectFieldStart("error");
            out.writeStringField("type", anthropicType(error.kind()));
            out.writeStringField("message", error.message());
            out.writeEndObject();
        });
    }

    /** Returns data as an event without a name, with its framing; the data is one line. */
    public static byte[] framed(byte[] data) {
        return framed("data: ", data);
    }

    /** Returns data as an event named {@code error}, with its framing; the data is one line. */
    public static byte[] framedAsError(byte[] data) {
        return framed("event: error\ndata: ", data);
    }

    private static byte[] framed(String before, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(before.length() + data.length + 2);
        out.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(data);
        out.write('\n');
        out.write('\n');
        return out.toByteArray();
    }

    private static String openAiType(ModelError.Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST,
                    CONTEXT_OVERFLOW,
                    AUTHENTICATION,
                    PERMISSION,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    TOO_LARGE -> "invalid_request_error";
            case RATE_LIMIT -> "rate_limit_error";
            case QUOTA -> "insufficient_quota";
            case INTERNAL, UPSTREAM_AUTHENTICATION, UPSTREAM, OVERLOADED, TIMEOUT -> "server_error";
        };
    }

    private static Optional<String> openAiCode(ModelError error) {
        if (error.kind() == ModelError.Kind.CONTEXT_OVERFLOW) {
            return Optional.of("context_length_exceeded");
        }
        return error.code().or(() -> usualCode(error));
    }

    private static Optional<String> usualCode(ModelError error) {
        return Optional.ofNullable(
                switch (error.kind()) {
                    case INVALID_REQUEST -> null;
                    case CONTEXT_OVERFLOW -> "context_length_exceeded";
                    case AUTHENTICATION -> "invalid_api_key";
                    case PERMISSION -> "permission_denied";
                    case NOT_FOUND ->
                        error.param().filter("model"::equals).isPresent() ? "model_not_found" : "not_found";
                    case METHOD_NOT_ALLOWED -> "method_not_allowed";
                    case TOO_LARGE -> "request_too_large";
                    case RATE_LIMIT -> "rate_limit_exceeded";
                    case QUOTA -> "insufficient_quota";
                    case INTERNAL -> "internal_error";
                    case UPSTREAM_AUTHENTICATION -> "upstream_auth_error";
                    case UPSTREAM -> "upstream_error";
                    case OVERLOADED -> "overloaded";
                    case TIMEOUT -> "timeout";
                });
    }

    private static String anthropicType(ModelError.Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST, CONTEXT_OVERFLOW, METHOD_NOT_ALLOWED -> "invalid_request_error";
            case AUTHENTICATION -> "authentication_error";
            case PERMISSION -> "permission_error";
            case NOT_FOUND -> "not_found_error";
            case TOO_LARGE -> "request_too_large";
            case RATE_LIMIT, QUOTA -> "rate_limit_error";
            case INTERNAL, UPSTREAM_AUTHENTICATION, UPSTREAM -> "api_error";
            case OVERLOADED -> "overloaded_error";
            case TIMEOUT -> "timeout_error";
        };
    }

    private static void nullable(JsonGenerator out, String field, Optional<String> value) throws IOException {
        out.writeStringField(field, value.orElse(null));
    }

    private static byte[] json(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            fields.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private interface Fields {
        void write(JsonGenerator out) throws IOException;
    }
}
