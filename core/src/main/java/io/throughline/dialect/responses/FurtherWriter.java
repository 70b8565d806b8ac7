package io.throughline.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import java.util.List;
import java.util.Optional;

/** Writes what has no place of its own in a conversation, where the dialect has one. */
final class FurtherWriter {
    private final Losses losses;

    FurtherWriter(Losses losses) {
        this.losses = losses;
    }

    void write(List<Further> further, ObjectNode body) {
        for (Further field : further) {
            // whether to store is written with what hangs on it
            if (field.feature() != Feature.STORE) {
                write(field, body);
            }
        }
    }

    private void write(Further field, ObjectNode body) {
        if (!losses.takes(field.feature(), field.path())) {
            return;
        }
        if (field.feature() == Feature.VERBOSITY) {
            body.withObject("/text").set("verbosity", Tree.of(field.json()));
            return;
        }
        Optional<String> place = place(field);
        if (place.isEmpty()) {
            throw losses.refusal(field.path(), "there is no place for it");
        }
        body.set(place.get(), Tree.of(field.json()));
    }

    /** Returns the field that says the same; what only the client's dialect has is refused. */
    private static Optional<String> place(Further field) {
        return switch (field.feature()) {
            case METADATA -> Tree.of(field.json()).isObject() ? Optional.of("metadata") : Optional.empty();
            case USER -> Optional.of("user");
            case PROMPT_CACHE_KEY ->
                switch (field.path()) {
                    case "prompt_cache_key", "prompt_cache_retention" -> Optional.of(field.path());
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }
}
