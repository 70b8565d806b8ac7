package io.throughline.record;

import com.fasterxml.jackson.core.JsonGenerator;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import java.io.IOException;
import java.util.Locale;

/** Writes what was answered, block by block. */
final class AnswerJson {
    private AnswerJson() {}

    /** Writes the answer, and beside it what it used. */
    static void answer(JsonGenerator out, Answer answer) throws IOException {
        out.writeObjectFieldStart("response");
        JsonFields.optional(out, "id", answer.id());
        JsonFields.optional(out, "model", answer.model());
        JsonFields.optional(out, "service_tier", answer.serviceTier());
        if (answer.error().isPresent()) {
            JsonFields.error(out, "error", answer.error().get());
        }
        out.writeArrayFieldStart("choices");
        for (Answer.Choice choice : answer.choices()) {
            out.writeStartObject();
            out.writeNumberField("index", choice.index());
            out.writeArrayFieldStart("blocks");
            for (Block block : choice.blocks()) {
                block(out, block);
            }
            out.writeEndArray();
            JsonFields.optional(
                    out,
                    "finish_reason",
                    choice.finishReason().map(reason -> reason.name().toLowerCase(Locale.ROOT)));
            JsonFields.optional(out, "raw_finish_reason", choice.rawFinishReason());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
        if (answer.usage().isPresent()) {
            UsageJson.usage(out, answer.usage().get());
        }
    }

    private static void block(JsonGenerator out, Block block) throws IOException {
        out.writeStartObject();
        if (block instanceof Block.Text text) {
            out.writeStringField("type", "text");
            out.writeStringField("text", text.text());
        } else if (block instanceof Block.Reasoning reasoning) {
            out.writeStringField("type", "reasoning");
            out.writeStringField("text", reasoning.text());
            JsonFields.optional(out, "signature", reasoning.signature());
            JsonFields.optional(out, "encrypted", reasoning.encrypted());
        } else if (block instanceof Block.ToolCall call) {
            out.writeStringField("type", "tool_call");
            out.writeStringField("id", call.id());
            out.writeStringField("name", call.name());
            arguments(out, call.arguments());
        } else if (block instanceof Block.Refusal refusal) {
            out.writeStringField("type", "refusal");
            out.writeStringField("text", refusal.text());
        } else if (block instanceof Block.Opaque opaque) {
            out.writeStringField("type", opaque.type());
            RawJson.raw(out, "content", opaque.json());
        }
        out.writeEndObject();
    }

    /** Parsed where they are JSON; no arguments, and the literal null that some providers send for none, are an empty object. */
    private static void arguments(JsonGenerator out, String arguments) throws IOException {
        if (arguments.isBlank() || "null".equals(arguments.strip())) {
            out.writeObjectFieldStart("arguments");
            out.writeEndObject();
        } else {
            RawJson.raw(out, "arguments", arguments);
        }
    }
}
