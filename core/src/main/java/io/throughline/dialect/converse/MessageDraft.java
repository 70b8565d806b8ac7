package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A message that turns of one side are merged into. Tools' results stand before everything else. */
final class MessageDraft {
    /** What is said where the model demands that something is. */
    static final String FILLER = ".";

    private final boolean ofUser;
    private final List<ObjectNode> results = new ArrayList<>();
    private final List<ObjectNode> others = new ArrayList<>();

    MessageDraft(boolean ofUser) {
        this.ofUser = ofUser;
    }

    static ObjectNode text(String text) {
        return JsonNodeFactory.instance.objectNode().put("text", text);
    }

    boolean isOfUser() {
        return ofUser;
    }

    boolean isEmpty() {
        return results.isEmpty() && others.isEmpty();
    }

    boolean hasResults() {
        return !results.isEmpty();
    }

    void add(ObjectNode block) {
        // a cache breakpoint stays behind the results that it is to keep
        boolean behindResults = block.has("cachePoint") && others.isEmpty() && hasResults();
        (block.has("toolResult") || behindResults ? results : others).add(block);
    }

    /** Returns whether something stands beside tools' results that the model does not take there. */
    boolean mustSplit(ModelFamily family) {
        return hasResults()
                && others.stream()
                        .anyMatch(block ->
                                !family.takesBesideResult(block.fieldNames().next()));
    }

    /** Takes away all but the tools' results, as a message of its own. */
    MessageDraft splitOff() {
        MessageDraft rest = new MessageDraft(ofUser);
        rest.others.addAll(others);
        others.clear();
        return rest;
    }

    /** Returns whether there is a document, but no text to say what is to be done with it. */
    boolean hasDocumentAlone() {
        return others.stream().anyMatch(block -> block.has("document"))
                && others.stream().noneMatch(block -> block.has("text"));
    }

    /** Removes white space at the end of the last text, which models refuse in a message that they are to continue. */
    void trimEnd() {
        if (!others.isEmpty() && others.get(others.size() - 1).has("text")) {
            ObjectNode last = others.get(others.size() - 1);
            last.put("text", last.get("text").asText().stripTrailing());
        }
    }

    ObjectNode message() {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("role", ofUser ? "user" : "assistant");
        ArrayNode content = message.putArray("content");
        content.addAll(results);
        content.addAll(others);
        return message;
    }
}
