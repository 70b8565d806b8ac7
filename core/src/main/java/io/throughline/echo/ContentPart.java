package io.throughline.echo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** What an output item is made of, and how the events that stream it are called. */
enum ContentPart {
    /** The summary of the reasoning. */
    SUMMARY("rs_", "summary_index", "reasoning_summary_part", "reasoning_summary_text") {
        @Override
        ResponseItem item(String id, String text) {
            return new ResponseItem.Reasoning(id, text);
        }

        @Override
        void beside(JsonGenerator json) {}

        @Override
        void write(JsonGenerator json, String text) throws IOException {
            json.writeStartObject();
            json.writeStringField("type", "summary_text");
            json.writeStringField("text", text);
            json.writeEndObject();
        }
    },

    /** The text of the answer. */
    TEXT("msg_", "content_index", "content_part", "output_text") {
        @Override
        ResponseItem item(String id, String text) {
            return new ResponseItem.Message(id, text);
        }

        @Override
        void beside(JsonGenerator json) throws IOException {
            json.writeArrayFieldStart("logprobs");
            json.writeEndArray();
        }

        @Override
        void write(JsonGenerator json, String text) throws IOException {
            json.writeStartObject();
            json.writeStringField("type", "output_text");
            json.writeArrayFieldStart("annotations");
            json.writeEndArray();
            beside(json);
            json.writeStringField("text", text);
            json.writeEndObject();
        }
    };

    private final String idPrefix;
    private final String index;
    private final String partEvent;
    private final String textEvent;

    ContentPart(String idPrefix, String index, String partEvent, String textEvent) {
        this.idPrefix = idPrefix;
        this.index = index;
        this.partEvent = "response." + partEvent;
        this.textEvent = "response." + textEvent;
    }

    /** Returns the item that holds {@code text}. */
    abstract ResponseItem item(String id, String text);

    /** Writes the fields that stand beside the text in its events. */
    abstract void beside(JsonGenerator json) throws IOException;

    /** Writes the part itself. */
    abstract void write(JsonGenerator json, String text) throws IOException;

    String idPrefix() {
        return idPrefix;
    }

    /** Returns the name of the field that says which part of its item it is. */
    String index() {
        return index;
    }

    String added() {
        return partEvent + ".added";
    }

    String delta() {
        return textEvent + ".delta";
    }

    String textDone() {
        return textEvent + ".done";
    }

    String partDone() {
        return partEvent + ".done";
    }
}
