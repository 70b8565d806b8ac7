package io.throughline.echo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says when it does not answer.
 *
 * @param status the HTTP status, 400 to 599
 * @param message what a person is told
 * @param param the field of the request that is to blame
 */
record EchoError(int status, String message, @Nullable String param) {
    static EchoError simulated(int status) {
        return new EchoError(status, "The echo provider was told to fail with status " + status + ".", null);
    }

    static EchoError badRequest(String message, @Nullable String param) {
        return new EchoError(400, message, param);
    }

    /** Returns whether another attempt may fare better. */
    boolean isTransient() {
        return status == 408 || status == 409 || status == 429 || status >= 500;
    }

    /** Writes the object that stands under {@code error} in OpenAI's shape. */
    void openAi(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("message", message);
        json.writeStringField("type", openAiType());
        json.writeStringField("param", param);
        json.writeStringField("code", openAiCode());
        json.writeEndObject();
    }

    /** Writes the object that stands under {@code error} in Anthropic's shape. */
    void anthropic(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", anthropicType());
        json.writeStringField("message", param == null ? message : param + ": " + message);
        json.writeEndObject();
    }

    String openAiType() {
        return switch (status) {
            case 429 -> "requests";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }

    @Nullable
    String openAiCode() {
        return switch (status) {
            case 401 -> "invalid_api_key";
            case 404 -> "not_found";
            case 429 -> "rate_limit_exceeded";
            default -> status >= 500 ? "server_error" : null;
        };
    }

    private String anthropicType() {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }
}
