package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.wire.JsonText;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Tells what a message of Converse consists of, whether it comes whole or in pieces. */
final class ConverseEvents {
    private static final int CHOICE = 0;
    /** More blocks than any provider has open at once. */
    private static final int MOST_OPEN = 1024;

    private final StreamEvent.Sink sink;
    /** The open blocks by the provider's number. */
    private final TreeMap<Integer, OpenBlock> open = new TreeMap<>();

    private int nextBlock;

    ConverseEvents(StreamEvent.Sink sink) {
        this.sink = sink;
    }

    /** Returns whether a tool's call is one that AWS runs itself. */
    static boolean isOfServer(JsonNode toolUse) {
        return toolUse.path("type").asText().equals("server_tool_use");
    }

    /** Opens the block that an object with one field tells; an empty one tells nothing yet. */
    void open(int index, JsonNode block) {
        for (Map.Entry<String, JsonNode> field : block.properties()) {
            if (field.getValue() instanceof ObjectNode told) {
                open(index, field.getKey(), told);
            }
        }
    }

    private void open(int index, String name, ObjectNode told) {
        boolean isCall = name.equals("toolUse");
        if (isCall && !isOfServer(told)) {
            begin(
                    index,
                    new Kind.ToolCall(
                            told.path("toolUseId").asText(), told.path("name").asText()));
            return;
        }
        if (isCall && !told.has("input")) {
            // the place of the input that follows
            told.putObject("input");
        }
        OpenBlock begun = begin(index, new Kind.Opaque(told.path("type").asText(name), JsonText.of(told)));
        if (name.equals("toolResult")) {
            begun.keepResult(told);
        }
    }

    void addText(int index, String text) {
        OpenBlock block = the(index, Kind.Text.class::isInstance, new Kind.Text());
        if (!text.isEmpty()) {
            sink.accept(new StreamEvent.TextDelta(CHOICE, block.number(), text));
        }
    }

    /** Takes {@code text}, {@code signature} and {@code redactedContent}, as far as they are there. */
    void reason(int index, JsonNode told) {
        boolean tells = told.has("text") || told.has("signature") || told.has("redactedContent");
        if (!tells) {
            return;
        }
        int block = the(index, Kind.Reasoning.class::isInstance, new Kind.Reasoning())
                .number();
        String text = told.path("text").asText();
        String signature = told.path("signature").asText();
        String redacted = told.path("redactedContent").asText();
        if (!text.isEmpty()) {
            sink.accept(new StreamEvent.TextDelta(CHOICE, block, text));
        }
        if (!signature.isEmpty()) {
            sink.accept(new StreamEvent.SignatureDelta(CHOICE, block, signature));
        }
        if (!redacted.isEmpty()) {
            sink.accept(new StreamEvent.EncryptedReasoning(CHOICE, block, RedactedContent.unwrapped(redacted)));
        }
    }

    void addInput(int index, String json) {
        OpenBlock block = open.get(index);
        if (block != null && !json.isEmpty()) {
            block.takeInput(json);
            sink.accept(new StreamEvent.ArgumentsDelta(CHOICE, block.number(), json));
        }
    }

    /** Takes pieces of the result of a tool that AWS ran. */
    void addResult(int index, JsonNode pieces) {
        OpenBlock block = open.get(index);
        if (block != null) {
            block.takeResult(pieces);
        }
    }

    void cite(JsonNode citation) {
        int number = nextBlock++;
        sink.accept(new StreamEvent.BlockOpened(CHOICE, number, cited(citation)));
        sink.accept(new StreamEvent.BlockClosed(CHOICE, number));
    }

    void close(int index) {
        OpenBlock block = open.remove(index);
        if (block == null) {
            return;
        }
        if (block.lacksInput()) {
            sink.accept(new StreamEvent.ArgumentsDelta(CHOICE, block.number(), "{}"));
        }
        block.result()
                .ifPresent(
                        result -> sink.accept(new StreamEvent.OpaqueTold(CHOICE, block.number(), JsonText.of(result))));
        sink.accept(new StreamEvent.BlockClosed(CHOICE, block.number()));
    }

    void closeAll() {
        while (!open.isEmpty()) {
            close(open.firstKey());
        }
    }

    void finish(JsonNode stopReason) {
        if (stopReason.isTextual()) {
            String raw = stopReason.textValue();
            sink.accept(new StreamEvent.Finished(CHOICE, reasonOf(raw), raw));
        }
    }

    /** Takes the token counts and the tier. */
    void use(JsonNode answer) {
        ConverseUsage.of(answer.path("usage")).ifPresent(usage -> sink.accept(new StreamEvent.UsageTold(usage)));
        String tier = answer.path("serviceTier").path("type").asText();
        if (!tier.isEmpty()) {
            sink.accept(new StreamEvent.TierTold(tier));
        }
    }

    /** Returns the open block of that number, opening it where there is none of its kind. */
    private OpenBlock the(int index, Predicate<Kind> sort, Kind kind) {
        OpenBlock block = open.get(index);
        return block != null && sort.test(block.kind()) ? block : begin(index, kind);
    }

    private OpenBlock begin(int index, Kind kind) {
        close(index);
        if (open.size() >= MOST_OPEN) {
            close(open.firstKey());
        }
        OpenBlock block = new OpenBlock(nextBlock++, kind);
        open.put(index, block);
        sink.accept(new StreamEvent.BlockOpened(CHOICE, block.number(), kind));
        return block;
    }

    private static FinishReason reasonOf(String raw) {
        return switch (raw) {
            case "end_turn" -> FinishReason.STOP;
            case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "content_filtered", "guardrail_intervened" -> FinishReason.CONTENT_FILTER;
            case "malformed_tool_use", "malformed_model_output" -> FinishReason.MALFORMED_CALL;
            default -> FinishReason.OTHER;
        };
    }

    /** A page of the web is an annotation as others know it; anything else is Bedrock's own. */
    private static Kind cited(JsonNode citation) {
        JsonNode page = citation.path("location").path("web");
        if (!page.path("url").isTextual()) {
            return new Kind.Opaque("bedrock_citation", JsonText.of(citation));
        }
        ObjectNode annotation = JsonNodeFactory.instance
                .objectNode()
                .put("type", "url_citation")
                .put("url", page.path("url").textValue());
        String title = citation.path("title").asText(page.path("domain").asText(""));
        return new Kind.Opaque("annotation", JsonText.of(annotation.put("title", title)));
    }
}
