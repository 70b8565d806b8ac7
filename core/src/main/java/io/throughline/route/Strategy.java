package io.throughline.route;

import java.util.Locale;

/** How an alias puts its targets in order; the first that answers is the one. */
public enum Strategy {
    /** In the order of configuration. */
    FALLBACK,
    /** At random, each by its weight. */
    WEIGHTED,
    /** Each in its turn. */
    ROUND_ROBIN,
    /** The cheapest first; those without a known price last. */
    LEAST_COST,
    /** The one with the shortest time to the first token first, as measured. */
    LOWEST_LATENCY,
    /** The same thread at the same target, by weight, as long as it is there. */
    HASH;

    /** Returns the name in configuration, such as {@code least-cost}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
