package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Quirk;
import java.util.List;

/** Writes reasoning of earlier turns, for providers that want it back. */
final class ReasoningWriting {
    private final Target target;
    private final SentNames names;

    ReasoningWriting(Target target, SentNames names) {
        this.target = target;
        this.names = names;
    }

    void write(List<Part> parts, ObjectNode message) {
        if (target.has(Quirk.REASONING_DETAILS_BACK)) {
            writeDetails(parts, message);
        } else if (target.has(Quirk.REASONING_CONTENT_BACK)) {
            writeContent(parts, message);
        } else {
            parts.forEach(part -> {
                if (part instanceof Part.Reasoning reasoning) {
                    target.takes(isOwn(reasoning) ? Feature.REASONING_HISTORY : Feature.FOREIGN_REASONING);
                }
            });
        }
    }

    /** The field must be there while tools are called, even with nothing in it. */
    private void writeContent(List<Part> parts, ObjectNode message) {
        StringBuilder text = new StringBuilder();
        boolean calls = false;
        for (Part part : parts) {
            calls |= part instanceof Part.ToolCall;
            if (part instanceof Part.Reasoning reasoning) {
                text.append(reasoning.text());
                if (isSigned(reasoning)) {
                    target.takes(Feature.FOREIGN_REASONING);
                }
            }
        }
        if (calls || text.length() > 0) {
            message.put("reasoning_content", text.toString());
        }
    }

    private void writeDetails(List<Part> parts, ObjectNode message) {
        ArrayNode details = Tree.object().putArray("details");
        int position = 0;
        boolean spoken = false;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part instanceof Part.Reasoning reasoning) {
                if (goesBack(reasoning)) {
                    Part next = i + 1 < parts.size() ? parts.get(i + 1) : part;
                    writeDetail(reasoning, next, position++, details);
                } else {
                    target.takes(Feature.FOREIGN_REASONING);
                }
            } else if (isCall(part)) {
                position++;
            } else if (isSpoken(part) && !spoken) {
                spoken = true;
                position++;
            }
        }
        if (!details.isEmpty()) {
            message.set("reasoning_details", details);
        }
    }

    private static boolean isCall(Part part) {
        return part instanceof Part.ToolCall
                || (part instanceof Part.Foreign foreign && foreign.type().equals("custom"));
    }

    private static boolean isSpoken(Part part) {
        return (part instanceof Part.Text text && !text.text().isEmpty()) || part instanceof Part.Refusal;
    }

    /** Without a signature it goes back to whoever may have said it, but not to Anthropic's models, which check it. */
    private boolean goesBack(Part.Reasoning reasoning) {
        boolean unsigned = !isSigned(reasoning) && reasoning.issuer().isEmpty();
        return unsigned ? !target.to().issuer().equals("anthropic") : isOwn(reasoning);
    }

    private void writeDetail(Part.Reasoning reasoning, Part next, int position, ArrayNode details) {
        String format = ReasoningFormat.of(target.to().issuer(), target.to().model());
        boolean summary = format.contains("responses");
        boolean gemini = format.equals(ReasoningFormat.of(ReasoningFormat.GEMINI));
        if (!reasoning.text().isEmpty() || (reasoning.signature().isPresent() && !gemini)) {
            ObjectNode detail = details.addObject().put("type", summary ? "reasoning.summary" : "reasoning.text");
            detail.put(summary ? "summary" : "text", reasoning.text());
            if (!gemini) {
                reasoning.signature().ifPresent(signature -> detail.put("signature", signature));
            }
            detail.put("format", format).put("index", position);
        }
        reasoning
                .encrypted()
                .or(() -> gemini ? reasoning.signature() : reasoning.encrypted())
                .ifPresent(data -> {
                    ObjectNode detail = details.addObject()
                            .put("type", "reasoning.encrypted")
                            .put("data", data);
                    if (gemini && next instanceof Part.ToolCall call) {
                        detail.put("id", names.callId(call.id()));
                    }
                    detail.put("format", format).put("index", position);
                });
    }

    private boolean isOwn(Part.Reasoning reasoning) {
        return isSigned(reasoning)
                && reasoning.issuer().filter(target.to().issuer()::equals).isPresent();
    }

    private static boolean isSigned(Part.Reasoning reasoning) {
        return reasoning.signature().isPresent() || reasoning.encrypted().isPresent();
    }
}
