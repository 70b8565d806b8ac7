package io.throughline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Header fields: names in any case, values in order, several values a name. Immutable. Spelling of names and order are kept as they came
 * (RFC 9110, section 5).
 */
public final class Headers {
    private static final Headers NONE = new Headers(List.of());

    private final List<Field> fields;

    private Headers(List<Field> fields) {
        this.fields = fields;
    }

    /** Returns header fields that hold nothing. */
    public static Headers none() {
        return NONE;
    }

    /** Returns one field a pair: {@code of("accept", "*}{@code /*", "x-a", "b")}. */
    public static Headers of(String... namesAndValues) {
        Builder builder = builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    /** Returns a builder that holds nothing. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the first value of {@code name}. */
    public Optional<String> first(String name) {
        for (Field field : fields) {
            if (field.name.equalsIgnoreCase(name)) {
                return Optional.of(field.value);
            }
        }
        return Optional.empty();
    }

    /** Returns all values of {@code name}, in order. */
    public List<String> all(String name) {
        List<String> values = List.of();
        for (Field field : fields) {
            if (field.name.equalsIgnoreCase(name)) {
                values = values.isEmpty() ? new ArrayList<>(2) : values;
                values.add(field.value);
            }
        }
        return values.isEmpty() ? values : Collections.unmodifiableList(values);
    }

    /** Returns whether there is a field of that name. */
    public boolean contains(String name) {
        return first(name).isPresent();
    }

    /** Returns the names, in lower case, in order. */
    public Set<String> names() {
        return fields.stream()
                .map(field -> field.name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    }

    /** Calls {@code action} with each field's name and value, in order. */
    public void forEach(BiConsumer<String, String> action) {
        for (Field field : fields) {
            action.accept(field.name, field.value);
        }
    }

    /** Returns these fields with {@code value} as the only one of {@code name}. */
    public Headers with(String name, String value) {
        return toBuilder().set(name, value).build();
    }

    /** Returns these fields without those of {@code name}. */
    public Headers without(String name) {
        return keep(candidate -> !candidate.equalsIgnoreCase(name));
    }

    /** Returns the fields whose name, in lower case, passes. */
    public Headers keep(Predicate<String> names) {
        List<Field> kept = new ArrayList<>(fields.size());
        for (Field field : fields) {
            if (names.test(field.name.toLowerCase(Locale.ROOT))) {
                kept.add(field);
            }
        }
        return new Headers(List.copyOf(kept));
    }

    /** Returns a builder that holds these fields. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.fields.addAll(fields);
        return builder;
    }

    /** Returns names to values, names in lower case. */
    public Map<String, List<String>> toMap() {
        Map<String, List<String>> map = new LinkedHashMap<>();
        forEach((name, value) -> map.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                .add(value));
        return map;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    /** The names alone: values can hold secrets. */
    @Override
    public String toString() {
        return names().toString();
    }

    private record Field(String name, String value) {}

    /** Collects header fields. Not safe for use by several threads. */
    public static final class Builder {
        private final List<Field> fields = new ArrayList<>();

        private Builder() {}

        /** Adds a field behind those there are. */
        public Builder add(String name, String value) {
            fields.add(new Field(name, value));
            return this;
        }

        /** Puts a field in the place of all of its name. */
        public Builder set(String name, String value) {
            fields.removeIf(field -> field.name.equalsIgnoreCase(name));
            return add(name, value);
        }

        /** Returns what was collected. */
        public Headers build() {
            return new Headers(List.copyOf(fields));
        }
    }
}
