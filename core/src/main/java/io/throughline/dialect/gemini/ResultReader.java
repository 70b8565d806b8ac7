package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Places;
import io.throughline.wire.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads a {@code functionResponse}. */
final class ResultReader {
    /** The fields in which Gemini's clients put a result that is no object. */
    private static final Set<String> WRAPPERS = Set.of("result", "output");

    private static final String ERROR = "error";

    private final Consumer<JsonAt> unknown;
    private final Places places;
    private final List<Part> content = new ArrayList<>();
    private final List<Part> media = new ArrayList<>();
    private String id = "";
    private String name = "";
    private Optional<Boolean> error = Optional.empty();

    ResultReader(Consumer<JsonAt> unknown, Places places) {
        this.unknown = unknown;
        this.places = places;
    }

    void take(String field, JsonAt value) {
        switch (field) {
            case "id" -> id = value.text();
            case "name" -> name = value.text();
            case "response" -> takeResponse(value);
            case "parts" ->
                value.elements(part -> {
                    int from = media.size();
                    part.fields(this::takeMedia);
                    media.subList(from, media.size()).forEach(one -> places.put(one, part.path()));
                });
            default -> unknown.accept(value);
        }
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    Part.ToolResult result(String callId) {
        List<Part> all = new ArrayList<>(content);
        all.addAll(media);
        return new Part.ToolResult(callId, Optional.of(name).filter(told -> !told.isEmpty()), all, error);
    }

    private void takeResponse(JsonAt response) {
        JsonNode node = response.node();
        if (!node.isObject()) {
            throw response.wrong("an object");
        }
        String only = node.size() == 1 ? node.fieldNames().next() : "";
        if (only.equals(ERROR)) {
            error = Optional.of(true);
        }
        JsonNode told = only.equals(ERROR) || WRAPPERS.contains(only) ? node.get(only) : node;
        content.add(new Part.Text(told.isTextual() ? told.asText() : JsonText.of(told)));
    }

    private void takeMedia(String field, JsonAt value) {
        switch (field) {
            case "inlineData" -> media.add(MediaReader.inline(value, unknown));
            case "fileData" -> media.add(MediaReader.file(value, unknown));
            default -> unknown.accept(value);
        }
    }
}
