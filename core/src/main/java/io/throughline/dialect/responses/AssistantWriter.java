package io.throughline.dialect.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what the model said: texts in a row are one message, everything else is an item of its own, all in their order. */
final class AssistantWriter {
    private final Destination to;
    private final Losses losses;
    private final SentNames names;

    AssistantWriter(Destination to, Losses losses, SentNames names) {
        this.to = to;
        this.losses = losses;
        this.names = names;
    }

    void write(List<Part> parts, ArrayNode input) {
        ArrayNode message = null;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            ObjectNode said = said(part);
            if (said != null) {
                message = message == null ? openMessage(input) : message;
                message.add(said);
            } else if (writeItem(part, isFollowed(parts, i), input)) {
                message = null;
            }
        }
    }

    private static @Nullable ObjectNode said(Part part) {
        if (part instanceof Part.Text text && !text.text().isEmpty()) {
            return Tree.object().put("type", "output_text").put("text", text.text());
        }
        if (part instanceof Part.Refusal refusal) {
            return Tree.object().put("type", "refusal").put("refusal", refusal.text());
        }
        return null;
    }

    private static ArrayNode openMessage(ArrayNode input) {
        return input.addObject().put("type", "message").put("role", "assistant").putArray("content");
    }

    /** Writes an item, and returns whether there is one. */
    private boolean writeItem(Part part, boolean followed, ArrayNode input) {
        if (part instanceof Part.ToolCall call) {
            input.addObject()
                    .put("type", "function_call")
                    .put("call_id", names.callId(call.id()))
                    .put("name", names.tool(call.name()))
                    .put("arguments", arguments(call));
            return true;
        }
        if (part instanceof Part.Reasoning reasoning) {
            return writeReasoning(reasoning, followed, input);
        }
        if (part instanceof Part.Foreign piece) {
            return writeForeign(piece, input);
        }
        leaveOut(part);
        return false;
    }

    private static String arguments(Part.ToolCall call) {
        String text = call.arguments().strip();
        return text.isEmpty() || text.equals("null") ? "{}" : call.arguments();
    }

    private boolean writeReasoning(Part.Reasoning reasoning, boolean followed, ArrayNode input) {
        boolean ours = reasoning.encrypted().isPresent()
                && reasoning.issuer().filter(to.issuer()::equals).isPresent();
        if (!ours) {
            losses.takes(Feature.FOREIGN_REASONING);
            return false;
        }
        if (!losses.takes(Feature.REASONING_HISTORY)) {
            return false;
        }
        if (!followed) {
            losses.drop(
                    losses.path(Feature.REASONING_HISTORY), "the provider refuses reasoning without what it led to");
            return false;
        }
        ObjectNode item = input.addObject().put("type", "reasoning");
        ArrayNode summary = item.putArray("summary");
        if (!reasoning.text().isEmpty()) {
            summary.addObject().put("type", "summary_text").put("text", reasoning.text());
        }
        item.put("encrypted_content", reasoning.encrypted().get());
        return true;
    }

    private boolean writeForeign(Part.Foreign piece, ArrayNode input) {
        if (ForeignItems.isItem(piece)) {
            input.add(Tree.of(piece.json()));
            return true;
        }
        losses.takes(Feature.FOREIGN_BLOCK, piece.path());
        return false;
    }

    /** The model's own images, sounds and documents have no form in the history. */
    private void leaveOut(Part part) {
        losses.at(part);
        if (part instanceof Part.CacheBreakpoint) {
            losses.takes(Feature.CACHE_BREAKPOINT);
        } else if (part instanceof Part.Image || part instanceof Part.Document) {
            throw losses.refusal(losses.path(Feature.IMAGE_DATA), "the model's turns hold text and calls alone");
        } else if (part instanceof Part.Audio) {
            losses.takes(Feature.AUDIO_INPUT);
        } else if (part instanceof Part.Video) {
            losses.takes(Feature.VIDEO_INPUT);
        }
    }

    private static boolean isFollowed(List<Part> parts, int index) {
        return parts.subList(index + 1, parts.size()).stream()
                .anyMatch(part -> part instanceof Part.ToolCall
                        || part instanceof Part.Refusal
                        || part instanceof Part.Foreign
                        || (part instanceof Part.Text text && !text.text().isEmpty()));
    }
}
