package io.throughline.dialect.conversation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where a dialect's requests ask for each feature: one side of the loss table. A feature that is not in it can't be asked for in the dialect.
 *
 * @param dialect the dialect's name
 * @param paths the path of each feature, such as {@code messages[].content[].image_url}
 */
public record FieldTable(String dialect, Map<Feature, String> paths) {
    /** Copies the map, in the order of the features. */
    public FieldTable {
        Map<Feature, String> ordered = new EnumMap<>(Feature.class);
        ordered.putAll(paths);
        paths = Collections.unmodifiableMap(ordered);
    }

    /** Returns the path by which to name a feature to the caller. */
    public String path(Feature feature) {
        return paths.getOrDefault(feature, feature.label());
    }
}
