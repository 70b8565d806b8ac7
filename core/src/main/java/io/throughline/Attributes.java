package io.throughline;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What travels beside a message inside the process, by typed keys. Immutable. */
public final class Attributes {
    private static final Attributes NONE = new Attributes(Map.of());

    private final Map<Key<?>, Object> values;

    private Attributes(Map<Key<?>, Object> values) {
        this.values = values;
    }

    /** Returns attributes that hold nothing. */
    public static Attributes none() {
        return NONE;
    }

    /** Returns the value at {@code key}. */
    public <T> Optional<T> get(Key<T> key) {
        return Optional.ofNullable(values.get(key)).map(key.type()::cast);
    }

    /** Returns these attributes with {@code value} at {@code key}. */
    public <T> Attributes with(Key<T> key, T value) {
        Map<Key<?>, Object> more = new HashMap<>(values);
        more.put(key, value);
        return new Attributes(Map.copyOf(more));
    }

    @Override
    public String toString() {
        return "Attributes" + values.keySet();
    }

    /**
     * A name with the type of its value. Two keys are the same when both are equal.
     *
     * @param name a name that says what the value is
     * @param type the value's class
     * @param <T> the value's type
     */
    public record Key<T>(String name, Class<T> type) {}
}
