package io.throughline.echo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** The list of models, in OpenAI's and in Anthropic's shape. */
final class Models {
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<String> UNSET =
            List.of("capabilities", "deprecated_at", "line", "max_input_tokens", "max_tokens", "retires_at");

    private Models() {}

    /** Returns all models in OpenAI's shape. */
    static byte[] openAi() {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            for (String id : EchoModel.ids()) {
                openAi(json, id);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** Returns one model in OpenAI's shape. */
    static byte[] openAi(String id) {
        return Json.bytes(json -> openAi(json, id));
    }

    /** Returns all models in Anthropic's shape. */
    static byte[] anthropic() {
        List<String> ids = EchoModel.ids();
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (String id : ids) {
                anthropic(json, id);
            }
            json.writeEndArray();
            json.writeBooleanField("has_more", false);
            json.writeStringField("first_id", ids.get(0));
            json.writeStringField("last_id", ids.get(ids.size() - 1));
            json.writeEndObject();
        });
    }

    /** Returns one model in Anthropic's shape. */
    static byte[] anthropic(String id) {
        return Json.bytes(json -> anthropic(json, id));
    }

    private static void openAi(JsonGenerator json, String id) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id);
        json.writeStringField("object", "model");
        json.writeNumberField("created", CREATED.getEpochSecond());
        json.writeStringField("owned_by", "throughline");
        json.writeEndObject();
    }

    private static void anthropic(JsonGenerator json, String id) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "model");
        json.writeStringField("id", id);
        json.writeStringField("display_name", id);
        json.writeStringField("created_at", CREATED.toString());
        json.writeStringField("lifecycle", "active");
        for (String unset : UNSET) {
            json.writeNullField(unset);
        }
        json.writeEndObject();
    }
}
