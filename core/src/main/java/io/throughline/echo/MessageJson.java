package io.throughline.echo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The parts of Anthropic's messages that stand in streams and in whole answers alike. */
final class MessageJson {
    private MessageJson() {}

    /** Writes a block of reasoning. */
    static void thinking(JsonGenerator json, String text, String signature) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "thinking");
        json.writeStringField("thinking", text);
        json.writeStringField("signature", signature);
        json.writeEndObject();
    }

    /** Writes a block of text. */
    static void text(JsonGenerator json, String text) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "text");
        json.writeStringField("text", text);
        json.writeEndObject();
    }

    /** Writes a tool call; one that was cut short has no object to show and gets an empty one. */
    static void toolUse(JsonGenerator json, String id, String name, String arguments) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "tool_use");
        json.writeStringField("id", id);
        json.writeStringField("name", name);
        boolean object = Json.object(arguments.getBytes(StandardCharsets.UTF_8)).isPresent();
        json.writeFieldName("input");
        json.writeRawValue(object ? arguments : "{}");
        json.writeEndObject();
    }

    /** Writes why the answer is over. */
    static void stop(JsonGenerator json, Step.Reason reason) throws IOException {
        json.writeStringField(
                "stop_reason",
                switch (reason) {
                    case STOP -> "end_turn";
                    case LENGTH -> "max_tokens";
                    case TOOL_CALLS -> "tool_use";
                });
        json.writeNullField("stop_sequence");
        json.writeNullField("stop_details");
    }

    /** Writes the part of the usage that is known at the end. */
    static void outputUsage(JsonGenerator json, int output, int reasoning) throws IOException {
        json.writeNumberField("output_tokens", output);
        if (reasoning > 0) {
            json.writeObjectFieldStart("output_tokens_details");
            json.writeNumberField("thinking_tokens", reasoning);
            json.writeEndObject();
        }
    }
}
