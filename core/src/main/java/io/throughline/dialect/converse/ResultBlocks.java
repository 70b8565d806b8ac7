package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes tools' results. Used for one request. */
final class ResultBlocks {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String SILENT = "(no output)";
    private static final String ATTACHED = "(see what is attached)";
    private static final String FAILED = "Error: ";

    private final ModelFamily family;
    private final Losses losses;
    private final MediaBlocks media;
    private final ToolIds ids;

    ResultBlocks(ModelFamily family, Losses losses, MediaBlocks media, ToolIds ids) {
        this.family = family;
        this.losses = losses;
        this.media = media;
        this.ids = ids;
    }

    /** Returns the result, and behind it what the model takes beside a result only. */
    List<ObjectNode> of(Part.ToolResult result) {
        List<ObjectNode> attached = new ArrayList<>();
        List<ObjectNode> inside = new ArrayList<>();
        for (Part part : result.content()) {
            losses.at(part);
            media(part).ifPresent(block -> {
                boolean fits = family.takesInResult(block.fieldNames().next());
                (fits ? inside : attached).add(block);
            });
        }
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(block(result, texts(result), inside, !attached.isEmpty()));
        if (!attached.isEmpty()) {
            losses.emulate(losses.path(Feature.TOOL_RESULT_MEDIA), "put beside the tool's result");
            blocks.addAll(attached);
        }
        return blocks;
    }

    private ObjectNode block(Part.ToolResult result, List<String> texts, List<ObjectNode> inside, boolean attached) {
        boolean failed = result.error().orElse(false) && losses.takes(Feature.TOOL_RESULT_ERROR);
        if (failed && !family.hasResultStatus()) {
            losses.emulate(losses.path(Feature.TOOL_RESULT_ERROR), "said in words");
            texts.set(0, FAILED + texts.get(0));
        }
        ObjectNode block = NODES.objectNode();
        ObjectNode told = block.putObject("toolResult").put("toolUseId", ids.ofResult(result.callId()));
        ArrayNode content = told.putArray("content");
        List<String> said = texts.stream().filter(text -> !text.isBlank()).toList();
        if (family.wantsJsonResults()) {
            content.addObject().set("json", json(said));
        } else {
            said.forEach(text -> content.add(MessageDraft.text(text)));
        }
        content.addAll(inside);
        if (content.isEmpty()) {
            losses.emulate("messages", "a tool's empty result is said in words");
            content.add(MessageDraft.text(attached ? ATTACHED : SILENT));
        }
        if (failed && family.hasResultStatus()) {
            told.put("status", "error");
        }
        return block;
    }

    /** Returns the texts in order, at least one, possibly empty. */
    private static List<String> texts(Part.ToolResult result) {
        List<String> texts = result.content().stream()
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .collect(Collectors.toCollection(ArrayList::new));
        if (texts.isEmpty()) {
            texts.add("");
        }
        return texts;
    }

    private Optional<ObjectNode> media(Part part) {
        if (part instanceof Part.Image image) {
            return losses.takes(Feature.TOOL_RESULT_MEDIA) ? media.image(image) : Optional.empty();
        } else if (part instanceof Part.Document document) {
            return losses.takes(Feature.TOOL_RESULT_MEDIA) ? media.document(document) : Optional.empty();
        } else if (part instanceof Part.Video video) {
            return losses.takes(Feature.TOOL_RESULT_MEDIA) ? media.video(video) : Optional.empty();
        } else if (part instanceof Part.Text) {
            return Optional.empty();
        }
        Feature feature = part instanceof Part.Audio ? Feature.AUDIO_INPUT : Feature.FOREIGN_BLOCK;
        String path = part instanceof Part.Foreign foreign ? foreign.path() : losses.path(feature);
        if (part instanceof Part.CacheBreakpoint) {
            losses.drop(losses.path(Feature.CACHE_BREAKPOINT), "inside a tool's result there is none");
        } else if (losses.takes(feature, path)) {
            throw losses.refusal(path, "there is nothing like it");
        }
        return Optional.empty();
    }

    private static JsonNode json(List<String> texts) {
        String all = String.join("\n", texts);
        JsonNode parsed = PartBlocks.parsed(all);
        return parsed.isObject() ? parsed : NODES.objectNode().put("result", all);
    }
}
