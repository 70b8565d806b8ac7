package io.throughline.echo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** One item of a response's output. */
sealed interface ResponseItem {
    /** Returns the item's id. */
    String id();

    /** Writes the item as it stands, in one of the states {@code in_progress}, {@code completed}, {@code incomplete}. */
    void write(JsonGenerator json, String status) throws IOException;

    /** The reasoning, as a summary. */
    record Reasoning(String id, String summary) implements ResponseItem {
        @Override
        public void write(JsonGenerator json, String status) throws IOException {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("type", "reasoning");
            json.writeArrayFieldStart("summary");
            if (!summary.isEmpty()) {
                part(json, summary);
            }
            json.writeEndArray();
            json.writeEndObject();
        }

        static void part(JsonGenerator json, String text) throws IOException {
            json.writeStartObject();
            json.writeStringField("type", "summary_text");
            json.writeStringField("text", text);
            json.writeEndObject();
        }
    }

    /** The text. */
    record Message(String id, String text) implements ResponseItem {
        @Override
        public void write(JsonGenerator json, String status) throws IOException {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("type", "message");
            json.writeStringField("status", status);
            json.writeStringField("role", "assistant");
            json.writeArrayFieldStart("content");
            if (!status.equals("in_progress")) {
                part(json, text);
            }
            json.writeEndArray();
            json.writeEndObject();
        }

        static void part(JsonGenerator json, String text) throws IOException {
            json.writeStartObject();
            json.writeStringField("type", "output_text");
            json.writeArrayFieldStart("annotations");
            json.writeEndArray();
            json.writeArrayFieldStart("logprobs");
            json.writeEndArray();
            json.writeStringField("text", text);
            json.writeEndObject();
        }
    }

    /** A tool call. */
    record FunctionCall(String id, String callId, String name, String arguments) implements ResponseItem {
        @Override
        public void write(JsonGenerator json, String status) throws IOException {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("type", "function_call");
            json.writeStringField("status", status);
            json.writeStringField("arguments", arguments);
            json.writeStringField("call_id", callId);
            json.writeStringField("name", name);
            json.writeEndObject();
        }
    }
}
