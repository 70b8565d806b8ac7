package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Writes the parts of turns as content blocks. Made for one request, whose parts it takes in order. */
final class PartWriter {
    /** Pieces beside an answer's text that the text does without. */
    private static final Set<String> MARGINAL = Set.of("annotation", "annotations", "citation", "citations");

    private final Destination to;
    private final Losses losses;
    private final SourceWriter sources;
    private final CallIds ids = new CallIds();

    PartWriter(Destination to, Losses losses) {
        this.to = to;
        this.losses = losses;
        this.sources = new SourceWriter(losses);
    }

    boolean hasFiles() {
        return sources.hasFiles();
    }

    void write(Part part, MessageDraft message) {
        losses.at(part);
        if (part instanceof Part.Text text) {
            text(text.text(), message);
        } else if (part instanceof Part.Refusal refusal) {
            text(refusal.text(), message);
        } else if (part instanceof Part.Image image) {
            image(image, message);
        } else if (part instanceof Part.Document document) {
            document(document, message);
        } else if (part instanceof Part.Reasoning reasoning) {
            reasoning(reasoning, message);
        } else if (part instanceof Part.ToolCall call) {
            call(call, message);
        } else if (part instanceof Part.ToolResult result) {
            result(result, message);
        } else if (part instanceof Part.CacheBreakpoint cache) {
            breakpoint(cache, message);
        } else if (part instanceof Part.Foreign foreign) {
            foreign(foreign, message);
        } else if (part instanceof Part.Audio && losses.takes(Feature.AUDIO_INPUT)) {
            throw losses.refusal(losses.path(Feature.AUDIO_INPUT), "it has no block for it");
        } else if (part instanceof Part.Video && losses.takes(Feature.VIDEO_INPUT)) {
            throw losses.refusal(losses.path(Feature.VIDEO_INPUT), "it has no block for it");
        }
    }

    /** Text of nothing but white space is refused by the provider, and says nothing. */
    private void text(String text, MessageDraft message) {
        if (!text.isBlank()) {
            message.text(text);
        } else if (!text.isEmpty()) {
            losses.emulate("messages", "text of white space alone is left out, which the provider refuses");
        }
    }

    private void image(Part.Image image, MessageDraft message) {
        if (image.detail().isPresent()) {
            losses.takes(Feature.IMAGE_DETAIL);
        }
        sources.image(image.source()).ifPresent(source -> {
            ObjectNode block = block("image");
            block.set("source", source);
            message.add(block);
        });
    }

    private void document(Part.Document document, MessageDraft message) {
        Optional<ObjectNode> source = sources.document(document.source());
        if (source.isEmpty()) {
            return;
        }
        ObjectNode block = block("document");
        block.set("source", source.get());
        document.name().ifPresent(title -> block.put("title", title));
        if (document.further().isPresent() && losses.takes(Feature.DOCUMENT_CITATIONS)) {
            JsonNode beside = parsed(document.further().get());
            for (String field : new String[] {"context", "citations"}) {
                if (beside.has(field)) {
                    block.set(field, beside.get(field));
                }
            }
        }
        message.add(block);
    }

    private void reasoning(Part.Reasoning reasoning, MessageDraft message) {
        boolean sealed =
                reasoning.signature().isPresent() || reasoning.encrypted().isPresent();
        if (!sealed && reasoning.text().isEmpty()) {
            return;
        }
        boolean own = sealed && reasoning.issuer().equals(Optional.of(to.issuer()));
        if (!losses.takes(own ? Feature.REASONING_HISTORY : Feature.FOREIGN_REASONING) || !own) {
            return;
        }
        reasoning
                .signature()
                .ifPresent(signature -> message.add(
                        block("thinking").put("thinking", reasoning.text()).put("signature", signature)));
        reasoning
                .encrypted()
                .ifPresent(data -> message.add(block("redacted_thinking").put("data", data)));
    }

    private void call(Part.ToolCall call, MessageDraft message) {
        ObjectNode block = block("tool_use").put("id", ids.call(call.id())).put("name", ToolNames.sent(call.name()));
        block.set("input", ToolInput.of(call.arguments(), () -> losses.takes(Feature.TOOL_ARGUMENTS_TEXT)));
        message.add(block);
    }

    private void result(Part.ToolResult result, MessageDraft message) {
        String id = ids.result(result.callId())
                .orElseThrow(() ->
                        Losses.refused("messages", "a tool's result names no call before it: " + result.callId()));
        ObjectNode block = block("tool_result").put("tool_use_id", id);
        MessageDraft told = new MessageDraft("tool");
        for (Part part : result.content()) {
            losses.at(part);
            boolean media = part instanceof Part.Image || part instanceof Part.Document;
            if (!media || losses.takes(Feature.TOOL_RESULT_MEDIA)) {
                write(part, told);
            }
        }
        if (!told.isEmpty()) {
            block.set("content", told.content());
        }
        if (result.error().orElse(false) && losses.takes(Feature.TOOL_RESULT_ERROR)) {
            block.put("is_error", true);
        }
        message.result(block);
    }

    private void breakpoint(Part.CacheBreakpoint cache, MessageDraft message) {
        if (losses.takes(Feature.CACHE_BREAKPOINT) && !message.mark(parsed(cache.json()))) {
            losses.drop(losses.path(Feature.CACHE_BREAKPOINT), "there is no block before it that can have one");
        }
    }

    private void foreign(Part.Foreign foreign, MessageDraft message) {
        boolean ours = foreign.dialect().equals(MessagesDialect.NAME);
        JsonNode piece = ours ? parsed(foreign.json()) : JsonNodeFactory.instance.nullNode();
        if (MARGINAL.contains(foreign.type())) {
            if (!ours || !message.cite(piece)) {
                losses.drop(foreign.path(), "it has no place in the history");
            }
        } else if (piece instanceof ObjectNode block) {
            message.add(block);
        } else if (losses.takes(Feature.FOREIGN_BLOCK, foreign.path())) {
            losses.drop(foreign.path(), "only its own provider understands it");
        }
    }

    private static JsonNode parsed(String json) {
        try {
            return JsonText.parse(json);
        } catch (IOException e) {
            throw new IllegalArgumentException("a conversation's pieces are JSON", e);
        }
    }

    private static ObjectNode block(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
