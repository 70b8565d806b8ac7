package io.throughline.price;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How fast, and how surely, a provider serves a call: what some charge more or less for. */
public enum Tier {
    /** As usual. */
    STANDARD,
    /** Later, for less. */
    FLEX,
    /** Sooner, for more. */
    PRIORITY,
    /** Some time, for less. */
    BATCH;

    private static final Map<String, Tier> TOLD = Map.ofEntries(
            Map.entry("standard", STANDARD),
            Map.entry("default", STANDARD),
            Map.entry("auto", STANDARD),
            Map.entry("on_demand", STANDARD),
            Map.entry("on-demand", STANDARD),
            Map.entry("flex", FLEX),
            Map.entry("priority", PRIORITY),
            Map.entry("batch", BATCH));

    /** Returns its name in price books. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the tier that a provider calls {@code told}, in whatever case. */
    public static Optional<Tier> told(String told) {
        return Optional.ofNullable(TOLD.get(told.toLowerCase(Locale.ROOT)));
    }
}
