package io.throughline.provider;

import java.util.List;

/**
 * No configured provider is known to have the model.
 *
 * @param name the name asked for, cut and freed of control characters so that it can be shown
 * @param nearest known names that are like it, nearest first; each would be found
 * @param message what to tell the caller: one sentence or two, without secrets
 */
public record UnknownModel(String name, List<String> nearest, String message) implements ModelLookup {
    /** Copies the list. */
    public UnknownModel {
        nearest = List.copyOf(nearest);
    }
}
