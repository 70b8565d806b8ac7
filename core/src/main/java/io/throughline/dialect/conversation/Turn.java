package io.throughline.dialect.conversation;

import java.util.List;
import java.util.Optional;

/**
 * What one side said at once.
 *
 * @param role who
 * @param parts what, in order
 * @param name the participant's name, where the client gave one
 */
public record Turn(Role role, List<Part> parts, Optional<String> name) {
    /** Copies the list. */
    public Turn {
        parts = List.copyOf(parts);
    }

    /** Makes a turn of someone without a name. */
    public static Turn of(Role role, List<Part> parts) {
        return new Turn(role, parts, Optional.empty());
    }

    /** Who speaks. */
    public enum Role {
        /** The application, to the model. */
        SYSTEM,
        /** The application as well, in OpenAI's newer word. */
        DEVELOPER,
        /** The user, and the tools. */
        USER,
        /** The model. */
        ASSISTANT
    }
}
