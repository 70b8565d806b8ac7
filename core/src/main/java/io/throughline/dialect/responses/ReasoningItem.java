package io.throughline.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import io.throughline.dialect.conversation.IssuerTag;
import java.io.IOException;

/** Reasoning, as a summary of one part. What its issuer wants back stands in {@code encrypted_content}, marked unless OpenAI issued it. */
final class ReasoningItem extends OutputItem implements BlockContent {
    private final String issuer;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder signature = new StringBuilder();
    private String encrypted = "";
    private boolean closed;

    ReasoningItem(Frames frames, String id, int index, String issuer) {
        super(frames, id, index);
        this.issuer = issuer;
    }

    @Override
    public void add(String more) {
        if (text.isEmpty()) {
            tellSummary("response.reasoning_summary_part.added", json -> writePart(json, ""));
        }
        text.append(more);
        tellSummary("response.reasoning_summary_text.delta", json -> json.writeStringField("delta", more));
    }

    void addSignature(String more) {
        signature.append(more);
    }

    void encrypted(String data) {
        encrypted = data;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    boolean isComplete() {
        return closed;
    }

    @Override
    void finishContent() {
        if (!text.isEmpty()) {
            tellSummary("response.reasoning_summary_text.done", json -> json.writeStringField("text", text.toString()));
            tellSummary("response.reasoning_summary_part.done", json -> writePart(json, text.toString()));
        }
    }

    @Override
    void writeContent(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("summary");
        if (!text.isEmpty()) {
            writeSummary(json, text.toString());
        }
        json.writeEndArray();
        String carried = carried();
        if (!carried.isEmpty()) {
            json.writeStringField("encrypted_content", carried);
        }
    }

    @Override
    String type() {
        return "reasoning";
    }

    private String carried() {
        if (!encrypted.isEmpty()) {
            return issuer.equals(ResponsesFields.ISSUER) ? encrypted : new IssuerTag(issuer, true, encrypted).marked();
        }
        return signature.isEmpty() ? "" : new IssuerTag(issuer, false, signature.toString()).marked();
    }

    private void tellSummary(String type, Frames.Fields fields) {
        tell(type, json -> {
            json.writeNumberField("summary_index", 0);
            fields.write(json);
        });
    }

    private static void writePart(JsonGenerator json, String text) throws IOException {
        json.writeFieldName("part");
        writeSummary(json, text);
    }

    private static void writeSummary(JsonGenerator json, String text) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "summary_text");
        json.writeStringField("text", text);
        json.writeEndObject();
    }
}
