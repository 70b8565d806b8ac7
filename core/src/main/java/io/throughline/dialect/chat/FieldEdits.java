package io.throughline.dialect.chat;

import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Changes to some top-level fields of a JSON object; no other byte is touched. Used by one thread. */
final class FieldEdits {
    private final byte[] json;
    private final List<Field> fields;
    private final Set<Field> removed = new HashSet<>();
    /** What to put where, by the place's start; no two overlap. */
    private final TreeMap<Integer, Edit> edits = new TreeMap<>();

    private FieldEdits(byte[] json, List<Field> fields) {
        this.json = json;
        this.fields = fields;
    }

    /**
     * One field.
     *
     * @param name its name
     * @param whole from behind the value before it, or the brace, to the end of its value
     * @param value its value
     */
    record Field(String name, ByteRange whole, ByteRange value) {}

    private record Edit(int end, String text) {}

    /**
     * Reads an object's fields.
     *
     * @throws IOException where it is none
     */
    static FieldEdits of(byte[] json) throws IOException {
        List<Field> fields = new ArrayList<>();
        try (JsonReader in = JsonReader.over(json)) {
            if (!in.object()) {
                throw new IOException("no object");
            }
            int from = 0;
            while (json[from] != '{') {
                from++;
            }
            from++;
            String name;
            while ((name = in.field()) != null) {
                ByteRange value = in.place();
                fields.add(new Field(name, new ByteRange(from, value.end()), value));
                from = value.end();
            }
        }
        return new FieldEdits(json, fields);
    }

    List<Field> all() {
        return fields;
    }

    boolean has(String name) {
        return fields.stream().anyMatch(field -> field.name().equals(name));
    }

    String text(Field field) {
        return text(field.value());
    }

    String text(ByteRange place) {
        return new String(json, place.start(), place.end() - place.start(), StandardCharsets.UTF_8);
    }

    /** Returns a reader that stands on a field's value; the places it tells are those in the whole object. */
    JsonReader reader(Field field) throws IOException {
        return JsonReader.over(json, field.value());
    }

    void remove(Field field) {
        removed.add(field);
    }

    /** Gives a field another name, which needs no escapes. */
    void rename(Field field, String name) {
        int start = field.whole().start();
        while (json[start] != '"') {
            start++;
        }
        int end = start + 1;
        while (json[end] != '"') {
            end += json[end] == '\\' ? 2 : 1;
        }
        edits.put(start, new Edit(end + 1, name));
    }

    /** Puts a string that needs no escapes where a value stands. */
    void replace(ByteRange value, String text) {
        edits.put(value.start(), new Edit(value.end(), text));
    }

    byte[] edited() {
        if (removed.isEmpty() && edits.isEmpty()) {
            return json;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length);
        int at = 0;
        boolean first = true;
        for (Field field : fields) {
            write(at, field.whole().start(), out);
            at = field.whole().start();
            if (removed.contains(field)) {
                at = field.whole().end();
            } else if (first) {
                at = behindComma(at);
                first = false;
            }
        }
        write(at, json.length, out);
        return out.toByteArray();
    }

    /** The first field that stays may have stood behind one that does not. */
    private int behindComma(int start) {
        int at = start;
        while (json[at] == ' ' || json[at] == '\t' || json[at] == '\r' || json[at] == '\n') {
            at++;
        }
        return json[at] == ',' ? at + 1 : start;
    }

    private void write(int from, int to, ByteArrayOutputStream out) {
        int at = from;
        for (Map.Entry<Integer, Edit> edit : edits.subMap(from, to).entrySet()) {
            out.write(json, at, edit.getKey() - at);
            out.writeBytes(('"' + edit.getValue().text() + '"').getBytes(StandardCharsets.UTF_8));
            at = edit.getValue().end();
        }
        out.write(json, at, to - at);
    }
}
