package io.throughline.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The parameters that a response tells again: OpenAI's clients take a response without them for broken. */
final class RequestEcho {
    /** What is told again, with what stands there where the request says nothing, as JSON text. */
    private static final List<Map.Entry<String, String>> PARAMETERS = List.of(
            Map.entry("background", "false"),
            Map.entry("instructions", "null"),
            Map.entry("max_output_tokens", "null"),
            Map.entry("max_tool_calls", "null"),
            Map.entry("metadata", "{}"),
            Map.entry("parallel_tool_calls", "true"),
            Map.entry("previous_response_id", "null"),
            Map.entry("prompt_cache_key", "null"),
            Map.entry("reasoning", "{\"effort\":null,\"summary\":null}"),
            Map.entry("safety_identifier", "null"),
            Map.entry("temperature", "1.0"),
            Map.entry("tool_choice", "\"auto\""),
            Map.entry("tools", "[]"),
            Map.entry("top_logprobs", "0"),
            Map.entry("top_p", "1.0"),
            Map.entry("truncation", "\"disabled\""),
            Map.entry("user", "null"));

    private final JsonNode request;

    RequestEcho(byte[] request) {
        this.request = parsed(request);
    }

    void write(JsonGenerator json) throws IOException {
        for (Map.Entry<String, String> parameter : PARAMETERS) {
            JsonNode said = request.path(parameter.getKey());
            json.writeFieldName(parameter.getKey());
            json.writeRawValue(said.isMissingNode() || said.isNull() ? parameter.getValue() : JsonText.of(said));
        }
        // whatever the client asked for: no response is kept
        json.writeBooleanField("store", false);
        json.writeFieldName("text");
        json.writeRawValue(JsonText.of(text()));
    }

    private ObjectNode text() {
        ObjectNode text = JsonNodeFactory.instance.objectNode();
        text.putObject("format").put("type", "text");
        if (request.path("text") instanceof ObjectNode said) {
            said.properties().forEach(field -> {
                if (!field.getValue().isNull()) {
                    text.set(field.getKey(), field.getValue());
                }
            });
        }
        return text;
    }

    private static JsonNode parsed(byte[] request) {
        try {
            return JsonText.parse(request);
        } catch (IOException e) {
            return JsonNodeFactory.instance.missingNode();
        }
    }
}
