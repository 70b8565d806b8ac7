package io.throughline;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What travels beside a message inside the process, by typed keys. Immutable. */
public final class Attributes {
    private static final Attributes NONE = new Attributes(null, new Key<>("", Object.class), "");

    /** What was there before; null for the very first, which holds nothing. A call has a handful: looking through them is cheaper than a map. */
    private final @Nullable Attributes before;

    private final Key<?> key;
    private final Object value;

    private Attributes(@Nullable Attributes before, Key<?> key, Object value) {
        this.before = before;
        this.key = key;
        this.value = value;
    }

    /** Returns attributes that hold nothing. */
    public static Attributes none() {
        return NONE;
    }

    /** Returns the value at {@code wanted}. */
    public <T> Optional<T> get(Key<T> wanted) {
        for (Attributes each = this; each.before != null; each = each.before) {
            if (each.key.equals(wanted)) {
                return Optional.of(wanted.type().cast(each.value));
            }
        }
        return Optional.empty();
    }

    /** Returns these attributes with {@code value} at {@code key}. */
    public <T> Attributes with(Key<T> key, T value) {
        return new Attributes(this, key, Objects.requireNonNull(value));
    }

    @Override
    public String toString() {
        Set<Key<?>> keys = new LinkedHashSet<>();
        for (Attributes each = this; each.before != null; each = each.before) {
            keys.add(each.key);
        }
        return "Attributes" + keys;
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
