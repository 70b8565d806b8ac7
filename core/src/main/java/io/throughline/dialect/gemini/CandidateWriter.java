package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.Block;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes one candidate: keeps the parts that have not gone out, the signature that waits for its part, and what goes out last. */
final class CandidateWriter {
    private final int index;
    private final AnswerContext context;
    private final Grounding grounding = new Grounding();
    private ArrayNode parts = JsonNodeFactory.instance.arrayNode();
    private @Nullable String signature;
    private @Nullable JsonNode logprobs;
    private String finish = "OTHER";

    CandidateWriter(int index, AnswerContext context) {
        this.index = index;
        this.context = context;
    }

    /** Takes a whole block. */
    void take(int number, Block block) {
        if (block instanceof Block.Text text) {
            text(text.text());
        } else if (block instanceof Block.Refusal refusal) {
            text(refusal.text());
        } else if (block instanceof Block.Reasoning reasoning) {
            reasoning(reasoning);
        } else if (block instanceof Block.ToolCall call) {
            call(number, call);
        } else if (block instanceof Block.Opaque opaque && !grounding.take(opaque)) {
            MediaPart.of(opaque).ifPresent(media -> signed().setAll(media));
        }
    }

    void text(String text) {
        if (!text.isEmpty()) {
            grounding.text(text);
            signed().put("text", text);
        }
    }

    void thought(String text) {
        if (!text.isEmpty()) {
            flushSignature();
            parts.addObject().put("text", text).put("thought", true);
        }
    }

    /** Writes a thought, or the rest of one, with its signature. */
    void signThought(Block.Reasoning reasoning) {
        flushSignature();
        Optional<String> encrypted =
                reasoning.encrypted().map(data -> Signatures.encryptedToClient(context.issuer(), data));
        String told = encrypted.orElseGet(() ->
                Signatures.toClient(context.issuer(), reasoning.signature().orElse("")));
        parts.addObject().put("text", reasoning.text()).put("thought", true).put("thoughtSignature", told);
    }

    void logprobs(String json) {
        try {
            JsonNode told = JsonText.parse(json);
            if (logprobs instanceof ArrayNode known) {
                known.addAll((ArrayNode) told);
            } else if (told.isArray()) {
                logprobs = told;
            }
        } catch (IOException e) {
            // what can't be read is nobody's loss
        }
    }

    /** The first reason counts, but for calls: the caller tells of them by their parts alone. */
    void finish(FinishReason reason, String raw) {
        finish = FinishWords.of(reason, raw);
    }

    boolean hasParts() {
        return !parts.isEmpty();
    }

    /** Lets a signature go that no part came for. */
    void flush() {
        flushSignature();
    }

    /** Returns the candidate with what has come since the last time. */
    ObjectNode next() {
        ObjectNode candidate = JsonNodeFactory.instance.objectNode();
        ObjectNode content = candidate.putObject("content");
        if (parts.isEmpty()) {
            parts.addObject().put("text", "");
        }
        content.set("parts", parts);
        content.put("role", "model");
        candidate.put("index", index);
        parts = JsonNodeFactory.instance.arrayNode();
        return candidate;
    }

    /** Returns the candidate with what is left, and why it ended. */
    ObjectNode last() {
        ObjectNode candidate = next();
        candidate.put("finishReason", finish);
        grounding.metadata().ifPresent(told -> candidate.set("groundingMetadata", told));
        if (logprobs != null) {
            candidate.set("logprobsResult", Logprobs.toGemini(logprobs));
        }
        return candidate;
    }

    private void reasoning(Block.Reasoning reasoning) {
        if (reasoning.signature().isEmpty() && reasoning.encrypted().isEmpty()) {
            thought(reasoning.text());
            return;
        }
        boolean own = context.issuer().equals(GeminiDialect.ISSUER);
        if (own && reasoning.text().isEmpty() && reasoning.encrypted().isEmpty()) {
            flushSignature();
            signature = reasoning.signature().orElse(null);
        } else {
            signThought(reasoning);
        }
    }

    private void call(int number, Block.ToolCall call) {
        ObjectNode written = signed().putObject("functionCall");
        written.put("id", call.id().isEmpty() ? "call_" + context.callId() + "_" + index + "_" + number : call.id());
        written.put("name", call.name());
        written.set("args", Json.arguments(call.arguments()));
    }

    private ObjectNode signed() {
        ObjectNode part = parts.addObject();
        if (signature != null) {
            part.put("thoughtSignature", signature);
            signature = null;
        }
        return part;
    }

    private void flushSignature() {
        if (signature != null) {
            signed().put("text", "");
        }
    }
}
