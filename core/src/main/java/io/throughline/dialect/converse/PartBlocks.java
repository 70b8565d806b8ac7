package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes parts of turns as content blocks. Used for one request. */
final class PartBlocks {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String RAW = "__raw";

    private final ModelFamily family;
    private final String issuer;
    private final Losses losses;
    private final ToolIds ids;
    private final ToolNames names;
    private final MediaBlocks media;
    private final ResultBlocks results;

    PartBlocks(ModelFamily family, String issuer, Losses losses, ToolNames names) {
        this.family = family;
        this.issuer = issuer;
        this.losses = losses;
        this.names = names;
        this.ids = ToolIds.of(family);
        this.media = new MediaBlocks(losses);
        this.results = new ResultBlocks(family, losses, media, ids);
    }

    /** Returns the blocks of a part; none where it is left out. */
    List<ObjectNode> of(Part part) {
        losses.at(part);
        if (part instanceof Part.ToolResult result) {
            return results.of(result);
        }
        return list(one(part));
    }

    /** Returns a text, empty where it is blank. */
    Optional<ObjectNode> text(Part.Text text) {
        if (!text.text().isBlank()) {
            return Optional.of(MessageDraft.text(text.text()));
        }
        if (!text.text().isEmpty()) {
            losses.emulate("messages", "blank text is left out");
        }
        return Optional.empty();
    }

    /** Returns a cache breakpoint, empty where the model has no cache. */
    Optional<ObjectNode> cachePoint(String json) {
        if (!losses.takes(Feature.CACHE_BREAKPOINT)) {
            return Optional.empty();
        } else if (!family.caches()) {
            losses.drop(losses.path(Feature.CACHE_BREAKPOINT), "the model has no prompt cache");
            return Optional.empty();
        }
        ObjectNode point = NODES.objectNode();
        ObjectNode told = point.putObject("cachePoint").put("type", "default");
        JsonNode ttl = parsed(json).path("ttl");
        if (ttl.isTextual() && family == ModelFamily.CLAUDE) {
            told.set("ttl", ttl);
        }
        return Optional.of(point);
    }

    private Optional<ObjectNode> one(Part part) {
        if (part instanceof Part.Text text) {
            return text(text);
        } else if (part instanceof Part.Refusal refusal) {
            return text(new Part.Text(refusal.text()));
        } else if (part instanceof Part.Image image) {
            return media.image(image);
        } else if (part instanceof Part.Document document) {
            return media.document(document);
        } else if (part instanceof Part.Video video) {
            return media.video(video);
        } else if (part instanceof Part.Reasoning reasoning) {
            return reasoning(reasoning);
        } else if (part instanceof Part.ToolCall call) {
            return Optional.of(call(call));
        } else if (part instanceof Part.CacheBreakpoint breakpoint) {
            return cachePoint(breakpoint.json());
        } else if (part instanceof Part.Audio) {
            return unwritten(Feature.AUDIO_INPUT, losses.path(Feature.AUDIO_INPUT));
        } else if (part instanceof Part.Foreign foreign) {
            return unwritten(Feature.FOREIGN_BLOCK, foreign.path());
        }
        throw new AssertionError("a part of an unknown kind");
    }

    private Optional<ObjectNode> reasoning(Part.Reasoning reasoning) {
        boolean ours = reasoning.issuer().filter(issuer::equals).isPresent()
                && (reasoning.signature().isPresent() || reasoning.encrypted().isPresent());
        if (!losses.takes(ours ? Feature.REASONING_HISTORY : Feature.FOREIGN_REASONING) || !ours) {
            return Optional.empty();
        }
        ObjectNode block = NODES.objectNode();
        ObjectNode content = block.putObject("reasoningContent");
        reasoning
                .signature()
                .ifPresentOrElse(
                        signature -> content.putObject("reasoningText")
                                .put("text", reasoning.text())
                                .put("signature", signature),
                        () -> content.put(
                                "redactedContent",
                                RedactedContent.wrapped(reasoning.encrypted().orElseThrow())));
        return Optional.of(block);
    }

    private ObjectNode call(Part.ToolCall call) {
        ObjectNode block = NODES.objectNode();
        block.putObject("toolUse")
                .put("toolUseId", ids.ofCall(call.id()))
                .put("name", names.sent(call.name()))
                .set("input", input(call.arguments()));
        return block;
    }

    private Optional<ObjectNode> unwritten(Feature feature, String path) {
        if (losses.takes(feature, path)) {
            throw losses.refusal(path, "there is nothing like it");
        }
        return Optional.empty();
    }

    private JsonNode input(String arguments) {
        if (arguments.isBlank() || arguments.strip().equals("null")) {
            return NODES.objectNode();
        }
        JsonNode parsed = parsed(arguments);
        if (parsed.isObject()) {
            return parsed;
        }
        losses.takes(Feature.TOOL_ARGUMENTS_TEXT);
        return NODES.objectNode().put(RAW, arguments);
    }

    /** Returns what the JSON says, a node of nothing where it is none. */
    static JsonNode parsed(String json) {
        try {
            return JsonText.parse(json);
        } catch (IOException malformed) {
            return NODES.missingNode();
        }
    }

    private static List<ObjectNode> list(Optional<ObjectNode> block) {
        List<ObjectNode> blocks = new ArrayList<>(1);
        block.ifPresent(blocks::add);
        return blocks;
    }
}
