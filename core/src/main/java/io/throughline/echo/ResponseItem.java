package io.throughline.echo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One item of a response's output. */
sealed interface ResponseItem {
    /** Returns the item's id. */
    String id();

    /** Returns what it is made of; null for a tool call, which has arguments instead. */
    @Nullable
    ContentPart part();

    /** Returns this item with all of its content. */
    ResponseItem with(String content);

    /** Writes the item as it stands, in one of the states {@code in_progress}, {@code completed}, {@code incomplete}. */
    void write(JsonGenerator json, String status) throws IOException;

    /** The reasoning, as a summary. */
    record Reasoning(String id, String summary) implements ResponseItem {
        @Override
        public ContentPart part() {
            return ContentPart.SUMMARY;
        }

        @Override
        public ResponseItem with(String content) {
            return new Reasoning(id, content);
        }

        @Override
        public void write(JsonGenerator json, String status) throws IOException {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("type", "reasoning");
            json.writeArrayFieldStart("summary");
            if (!status.equals("in_progress")) {
                part().write(json, summary);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    /** The text. */
    record Message(String id, String text) implements ResponseItem {
        @Override
        public ContentPart part() {
            return ContentPart.TEXT;
        }

        @Override
        public ResponseItem with(String content) {
            return new Message(id, content);
        }

        @Override
        public void write(JsonGenerator json, String status) throws IOException {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("type", "message");
            json.writeStringField("status", status);
            json.writeStringField("role", "assistant");
            json.writeArrayFieldStart("content");
            if (!status.equals("in_progress")) {
                part().write(json, text);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    /** A tool call. */
    record FunctionCall(String id, String callId, String name, String arguments) implements ResponseItem {
        @Override
        public @Nullable ContentPart part() {
            return null;
        }

        @Override
        public ResponseItem with(String content) {
            return new FunctionCall(id, callId, name, content);
        }

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
