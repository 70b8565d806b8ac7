package io.throughline.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** Writes errors in the shapes that clients of each vendor read. */
enum ErrorWriting {
    /** {@code {"error":{message,type,param,code}}}, and the same as data of an unnamed event. */
    OPENAI {
        @Override
        byte[] body(ModelError error) {
            return Json.bytes(openAi(error));
        }

        @Override
        byte[] event(ModelError error) {
            return frame("", body(error));
        }
    },

    /** OpenAI's error as a body, and the Responses' own event of the type {@code error}. */
    RESPONSES {
        @Override
        byte[] body(ModelError error) {
            return Json.bytes(openAi(error));
        }

        @Override
        byte[] event(ModelError error) {
            ObjectNode event = Json.object()
                    .put("type", "error")
                    .put("code", error.code().orElse(openAiType(error.kind())))
                    .put("message", error.message())
                    .put("param", error.param().orElse(null));
            return frame("event: error\n", Json.bytes(event));
        }
    },

    /** {@code {"type":"error","error":{type,message}}}, and the same as data of the event {@code error}. */
    ANTHROPIC {
        @Override
        byte[] body(ModelError error) {
            ObjectNode whole = Json.object().put("type", "error");
            whole.putObject("error").put("type", anthropicType(error.kind())).put("message", error.message());
            return Json.bytes(whole);
        }

        @Override
        byte[] event(ModelError error) {
            return frame("event: error\n", body(error));
        }
    };

    abstract byte[] body(ModelError error);

    abstract byte[] event(ModelError error);

    private static ObjectNode openAi(ModelError error) {
        ObjectNode whole = Json.object();
        whole.putObject("error")
                .put("message", error.message())
                .put("type", openAiType(error.kind()))
                .put("param", error.param().orElse(null))
                .put("code", error.code().orElse(openAiCode(error.kind())));
        return whole;
    }

    private static byte[] frame(String name, byte[] data) {
        return (name + "data: " + new String(data, StandardCharsets.UTF_8) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String openAiType(ModelError.Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST, CONTEXT_OVERFLOW, AUTHENTICATION, NOT_FOUND, METHOD_NOT_ALLOWED, TOO_LARGE ->
                "invalid_request_error";
            case PERMISSION -> "permission_error";
            case RATE_LIMIT -> "rate_limit_error";
            case QUOTA -> "insufficient_quota";
            case INTERNAL, UPSTREAM_AUTHENTICATION, UPSTREAM, OVERLOADED, TIMEOUT -> "server_error";
        };
    }

    private static @org.jspecify.annotations.Nullable String openAiCode(ModelError.Kind kind) {
        return switch (kind) {
            case CONTEXT_OVERFLOW -> "context_length_exceeded";
            case AUTHENTICATION -> "invalid_api_key";
            case RATE_LIMIT -> "rate_limit_exceeded";
            case QUOTA -> "insufficient_quota";
            case UPSTREAM_AUTHENTICATION -> "upstream_auth_error";
            case TIMEOUT -> "timeout";
            case OVERLOADED -> "overloaded";
            case INVALID_REQUEST, PERMISSION, NOT_FOUND, METHOD_NOT_ALLOWED, TOO_LARGE, INTERNAL, UPSTREAM -> null;
        };
    }

    private static String anthropicType(ModelError.Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST, CONTEXT_OVERFLOW, METHOD_NOT_ALLOWED -> "invalid_request_error";
            case AUTHENTICATION -> "authentication_error";
            case PERMISSION -> "permission_error";
            case NOT_FOUND -> "not_found_error";
            case TOO_LARGE -> "request_too_large";
            case RATE_LIMIT -> "rate_limit_error";
            case QUOTA -> "billing_error";
            case INTERNAL, UPSTREAM_AUTHENTICATION, UPSTREAM -> "api_error";
            case OVERLOADED -> "overloaded_error";
            case TIMEOUT -> "timeout_error";
        };
    }
}
