package io.throughline.api;

import java.time.Instant;
import java.util.List;

/**
 * What became of a change of the configuration.
 *
 * @param at when it was read
 * @param problems what is wrong with it, each with its file, line and key; empty where it was taken in. Where there are any, the one before holds
 * @param waiting the keys whose change waits for the next start, of the last configuration that was taken in
 */
public record ConfigChange(Instant at, List<String> problems, List<String> waiting) {
    /** Copies the lists. */
    public ConfigChange {
        problems = List.copyOf(problems);
        waiting = List.copyOf(waiting);
    }

    /** Returns whether it was taken in. */
    public boolean isTaken() {
        return problems.isEmpty();
    }
}
