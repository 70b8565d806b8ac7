package io.throughline.dialect.conversation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What becomes of each feature at a target: the other side of the loss table. A feature that is not in it is refused.
 *
 * @param dialect the target's dialect
 * @param treatments the treatment of each feature
 */
public record LossTable(String dialect, Map<Feature, Treatment> treatments) {
    private static final Treatment UNLISTED = Treatment.refused("the target has nothing like it");

    /** Copies the map, in the order of the features. */
    public LossTable {
        Map<Feature, Treatment> ordered = new EnumMap<>(Feature.class);
        ordered.putAll(treatments);
        treatments = Collections.unmodifiableMap(ordered);
    }

    /** Returns what becomes of a feature. */
    public Treatment of(Feature feature) {
        return treatments.getOrDefault(feature, UNLISTED);
    }

    /** Returns this table with other treatments for some features, as a provider's quirks want it. */
    public LossTable with(Map<Feature, Treatment> others) {
        if (others.isEmpty()) {
            return this;
        }
        Map<Feature, Treatment> all = new EnumMap<>(Feature.class);
        all.putAll(treatments);
        all.putAll(others);
        return new LossTable(dialect, all);
    }
}
