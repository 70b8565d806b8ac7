package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Quirk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes what a message holds: a string where it is one text, else parts. */
final class ContentWriting {
    private final Target target;
    private final MediaWriting media;

    ContentWriting(Target target) {
        this.target = target;
        this.media = new MediaWriting(target);
    }

    void put(ObjectNode message, List<ObjectNode> parts) {
        if (parts.isEmpty()) {
            message.put("content", "");
        } else if (parts.size() == 1 && isPlainText(parts.get(0))) {
            message.set("content", parts.get(0).get("text"));
        } else {
            ArrayNode content = message.putArray("content");
            parts.forEach(content::add);
        }
    }

    List<ObjectNode> parts(List<Part> parts) {
        List<ObjectNode> written = new ArrayList<>(parts.size());
        for (Part part : parts) {
            if (part instanceof Part.CacheBreakpoint breakpoint) {
                mark(written, breakpoint);
            } else {
                write(part).ifPresent(written::add);
            }
        }
        return written;
    }

    /** Puts a cache breakpoint on the last part. */
    void mark(List<ObjectNode> written, Part.CacheBreakpoint breakpoint) {
        if (!target.has(Quirk.CACHE_CONTROL) && !target.takes(Feature.CACHE_BREAKPOINT)) {
            return;
        }
        if (written.isEmpty()) {
            target.losses().drop(target.losses().path(Feature.CACHE_BREAKPOINT), "nothing stands before it");
        } else {
            written.get(written.size() - 1).set("cache_control", Tree.of(breakpoint.json()));
        }
    }

    static ObjectNode text(String text) {
        return Tree.object().put("type", "text").put("text", text);
    }

    static boolean isPlainText(JsonNode part) {
        return part.size() == 2 && part.path("type").asText().equals("text");
    }

    Optional<ObjectNode> write(Part part) {
        if (part instanceof Part.Text text) {
            return Optional.of(text(text.text()));
        } else if (part instanceof Part.Refusal refusal) {
            return Optional.of(text(refusal.text()));
        } else if (part instanceof Part.Foreign foreign) {
            return foreign(foreign);
        }
        return media.write(part);
    }

    private Optional<ObjectNode> foreign(Part.Foreign foreign) {
        JsonNode json = Tree.of(foreign.json());
        if (foreign.dialect().equals(ChatFields.DIALECT) && json instanceof ObjectNode object) {
            return Optional.of(object);
        }
        if (foreign.type().equals("search_result")) {
            target.losses().emulate(foreign.path(), "a search result as text");
            return Optional.of(text(searchResult(json)));
        }
        target.takes(Feature.FOREIGN_BLOCK, foreign.path());
        return Optional.empty();
    }

    private static String searchResult(JsonNode json) {
        StringBuilder text = new StringBuilder();
        text.append(json.path("title").asText())
                .append('\n')
                .append(json.path("source").asText())
                .append('\n');
        json.path("content").forEach(part -> text.append(part.path("text").asText()));
        return text.toString();
    }
}
