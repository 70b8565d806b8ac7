package io.throughline.config;

import io.throughline.provider.NearestNames;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A mapping of the tree. What is asked for is what is known: {@link #end} reports every key that nobody asked for, with the nearest that
 * somebody did.
 */
final class Block {
    private final Place place;
    private final Reading reading;
    private final Map<String, ConfigNode> values = new LinkedHashMap<>();
    private final Map<String, Place> keys = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    private Block(Place place, Reading reading) {
        this.place = place;
        this.reading = reading;
    }

    static Block of(List<NodeTuple> tuples, Place place, Reading reading) {
        Block block = new Block(place, reading);
        tuples.forEach(block::add);
        return block;
    }

    /** Returns the value of {@code key}, which is known from now on. */
    Optional<ConfigNode> get(String key) {
        known.add(key);
        return Optional.ofNullable(values.get(key));
    }

    /** Returns the value of {@code key}; it is a problem where there is none. */
    Optional<ConfigNode> required(String key) {
        Optional<ConfigNode> value = get(key);
        if (value.isEmpty()) {
            reading.problems().error(place, "needs the key \"" + key + "\"");
        }
        return value;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Takes keys that later versions use, and says that this one doesn't. */
    void later(String... names) {
        for (String name : names) {
            known.add(name);
            Optional.ofNullable(keys.get(name))
                    .ifPresent(at -> reading.problems().warn(at, "not used by this version"));
        }
    }

    /** Refuses a key that is known to the contract: without it the user would get less than was asked for. */
    void refuse(String name, String message) {
        known.add(name);
        Optional.ofNullable(keys.get(name)).ifPresent(at -> reading.problems().error(at, message));
    }

    /** Returns all values, in order: for a block whose keys are the user's own. */
    Map<String, ConfigNode> all() {
        known.addAll(values.keySet());
        return values;
    }

    /** Returns the values whose keys have a form, in order; they are known from now on. */
    Map<String, ConfigNode> matching(Pattern form) {
        Map<String, ConfigNode> matching = new LinkedHashMap<>(values);
        matching.keySet().removeIf(key -> key.isEmpty() || !form.matcher(key).matches());
        known.addAll(matching.keySet());
        return matching;
    }

    /** Returns where a key stands. */
    Place at(String key) {
        return keys.getOrDefault(key, place.key(key));
    }

    Place place() {
        return place;
    }

    void error(String message) {
        error(message, Optional.empty());
    }

    void error(String message, Optional<String> suggestion) {
        reading.problems().error(place, message, suggestion);
    }

    void warn(String key, String message) {
        reading.problems().warn(at(key), message);
    }

    /** Reports the keys that nobody asked for. */
    void end() {
        keys.forEach((key, at) -> {
            if (!known.contains(key)) {
                reading.problems().error(at, "unknown key", nearest(key, known));
            }
        });
    }

    private static Optional<String> nearest(String key, Collection<String> known) {
        return NearestNames.nearest(key, known);
    }

    private void add(NodeTuple tuple) {
        Place at = place.at(tuple.getKeyNode().getStartMark());
        if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
            reading.problems().error(at, "expected a name as the key");
            return;
        }
        String key = scalar.getValue();
        at = at.key(key);
        Place first = keys.putIfAbsent(key, at);
        if (first == null) {
            values.put(key, new ConfigNode(tuple.getValueNode(), at, reading));
        } else {
            reading.problems().error(at, "is there twice: first on line " + first.line());
        }
    }
}
