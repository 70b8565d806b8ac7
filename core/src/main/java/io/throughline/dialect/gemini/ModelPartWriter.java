package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import java.util.List;
import java.util.Optional;

/**
 * Writes the model's own turns: each signature on the part it came with. Gemini 3 demands one on the first call of each of its turns; where nobody
 * has it, the value that skips the check stands there. That is so in every turn, and not in the last ones only: what was once sent stays the same,
 * or the provider's cache would be of no use.
 */
final class ModelPartWriter {
    private final String issuer;
    private final CallIds ids;
    private final ModelGeneration model;
    private final ToolNames names;
    private final PartWriter parts;
    private final Losses losses;

    ModelPartWriter(Destination to, ModelGeneration model, ToolNames names, PartWriter parts, Losses losses) {
        this.issuer = to.issuer();
        this.ids = CallIds.of(to);
        this.model = model;
        this.names = names;
        this.parts = parts;
        this.losses = losses;
    }

    void write(List<Part> said, ArrayNode out) {
        Optional<String> signature = Optional.empty();
        boolean called = false;
        for (Part part : said) {
            losses.at(part);
            if (part instanceof Part.Reasoning reasoning) {
                signature = flush(signature, out);
                signature = writeReasoning(reasoning, out);
                continue;
            }
            int before = out.size();
            if (part instanceof Part.ToolCall call) {
                writeCall(call, out);
            } else {
                parts.write(part, out);
            }
            if (out.size() == before) {
                continue;
            }
            ObjectNode written = (ObjectNode) out.get(before);
            signature.ifPresent(told -> written.put("thoughtSignature", told));
            if (part instanceof Part.ToolCall && !called) {
                called = true;
                if (signature.isEmpty() && model.isThird()) {
                    written.put("thoughtSignature", Signatures.SKIP_VALIDATION);
                }
            }
            signature = Optional.empty();
        }
        flush(signature, out);
    }

    /** A signature behind which nothing stands came on a text that is empty. */
    private static Optional<String> flush(Optional<String> signature, ArrayNode out) {
        signature.ifPresent(told -> out.addObject().put("text", "").put("thoughtSignature", told));
        return Optional.empty();
    }

    /** Writes a thought, and returns the signature that belongs to the part behind it, if it is one. */
    private Optional<String> writeReasoning(Part.Reasoning reasoning, ArrayNode out) {
        boolean own = reasoning.issuer().filter(issuer::equals).isPresent()
                && reasoning.signature().isPresent();
        if (!own) {
            losses.takes(Feature.FOREIGN_REASONING);
            return Optional.empty();
        }
        if (!losses.takes(Feature.REASONING_HISTORY)) {
            return Optional.empty();
        }
        if (reasoning.text().isEmpty()) {
            return reasoning.signature();
        }
        out.addObject()
                .put("text", reasoning.text())
                .put("thought", true)
                .put("thoughtSignature", reasoning.signature().orElseThrow());
        return Optional.empty();
    }

    private void writeCall(Part.ToolCall call, ArrayNode out) {
        ObjectNode written = out.addObject().putObject("functionCall");
        ids.put(call.id(), written);
        written.put("name", names.of(call.name()));
        written.set("args", Json.arguments(call.arguments(), () -> losses.takes(Feature.TOOL_ARGUMENTS_TEXT)));
    }
}
