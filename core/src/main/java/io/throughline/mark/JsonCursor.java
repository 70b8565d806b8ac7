package io.throughline.mark;

import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks over JSON and tells where its values stand, faster than a parser because it reads nothing that it is not asked for. It trusts what it
 * passes over: only the structure is checked. The protocol is that of {@link JsonReader}: a value is stepped into or taken at most once.
 */
final class JsonCursor {
    private final byte[] json;
    private final int end;
    private int at;
    private int nameStart;
    private int nameEnd;
    /** Whether a value stands at {@link #at} that nobody has taken. */
    private boolean pending = true;
    /** Whether an object or array was stepped into, and nothing was read of it. */
    private boolean fresh;

    JsonCursor(byte[] json, int start, int end) {
        this.json = json;
        this.end = end;
        at = start;
        boolean marked = start == 0 && end >= 3 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB;
        at += marked ? 3 : 0;
        skipBlanks();
    }

    JsonCursor(byte[] json) {
        this(json, 0, json.length);
    }

    boolean object() {
        return stepInto('{');
    }

    boolean array() {
        return stepInto('[');
    }

    /** Goes to the next field's value, or behind the object's end and returns false. */
    boolean field() throws Malformed {
        if (!next('}')) {
            return false;
        }
        if (peek() != '"') {
            throw new Malformed();
        }
        nameStart = at + 1;
        at = Strings.end(json, nameStart, end);
        nameEnd = at - 1;
        skipBlanks();
        if (peek() != ':') {
            throw new Malformed();
        }
        at++;
        land();
        return true;
    }

    /** Goes to the next element, or behind the array's end and returns false. */
    boolean element() throws Malformed {
        if (!next(']')) {
            return false;
        }
        land();
        return true;
    }

    /** Returns whether the field has this name, which needs no escapes. */
    boolean named(String name) {
        if (nameEnd - nameStart != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (json[nameStart + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns where the field's name begins, its quote included. */
    int nameStart() {
        return nameStart - 1;
    }

    boolean isText() {
        return peek() == '"';
    }

    boolean isNull() {
        return peek() == 'n';
    }

    boolean isObject() {
        return peek() == '{';
    }

    /** Returns where the cursor stands: at a value, or behind the end of what it stepped out of. */
    int at() {
        return at;
    }

    /** Passes over the value and returns its place. */
    ByteRange place() throws Malformed {
        int start = at;
        leaveBehind();
        return new ByteRange(start, at);
    }

    /** Passes over a string and returns the place of what stands between its quotes; null for any other value. */
    @Nullable
    ByteRange text() throws Malformed {
        boolean text = isText();
        ByteRange place = place();
        return text ? new ByteRange(place.start() + 1, place.end() - 1) : null;
    }

    /** Passes over a string and returns it; the empty string for any other value. */
    String string() throws Malformed {
        ByteRange text = text();
        return text == null ? "" : string(json, text);
    }

    /** Passes over a number and returns it; the given one for any other value. */
    int integer(int absent) throws Malformed {
        ByteRange place = place();
        int number = 0;
        for (int i = place.start(); i < place.end(); i++) {
            int digit = json[i] - '0';
            if (digit < 0 || digit > 9 || number > 99_999_999) {
                return absent;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** Passes over the outermost value, and throws where something follows it. */
    void end() throws Malformed {
        leaveBehind();
        skipBlanks();
        if (at != end) {
            throw new Malformed();
        }
    }

    /** Returns the string that stands between two quotes. */
    static String string(byte[] json, ByteRange text) throws Malformed {
        int length = text.end() - text.start();
        for (int i = text.start(); i < text.end(); i++) {
            if (json[i] == '\\') {
                return decoded(json, new ByteRange(text.start() - 1, text.end() + 1));
            }
        }
        return new String(json, text.start(), length, StandardCharsets.UTF_8);
    }

    private static String decoded(byte[] json, ByteRange quoted) throws Malformed {
        try (JsonReader reader = JsonReader.over(json, quoted)) {
            String text = reader.text();
            return text == null ? "" : text;
        } catch (IOException e) {
            throw new Malformed();
        }
    }

    private boolean stepInto(char open) {
        if (!pending || peek() != open) {
            return false;
        }
        at++;
        pending = false;
        fresh = true;
        return true;
    }

    private boolean next(char close) throws Malformed {
        leaveBehind();
        skipBlanks();
        int octet = peek();
        boolean first = fresh;
        fresh = false;
        if (octet == close) {
            at++;
            return false;
        }
        if (!first) {
            if (octet != ',') {
                throw new Malformed();
            }
            at++;
            skipBlanks();
        }
        return true;
    }

    private void land() throws Malformed {
        skipBlanks();
        if (at >= end) {
            throw new Malformed();
        }
        pending = true;
    }

    private void leaveBehind() throws Malformed {
        if (!pending) {
            return;
        }
        pending = false;
        int octet = peek();
        if (octet == '"') {
            at = Strings.end(json, at + 1, end);
        } else if (octet == '{' || octet == '[') {
            skipNested();
        } else {
            skipScalar();
        }
    }

    private void skipNested() throws Malformed {
        int depth = 0;
        do {
            if (at >= end) {
                throw new Malformed();
            }
            switch (json[at++]) {
                case '"' -> at = Strings.end(json, at, end);
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
        } while (depth > 0);
    }

    private void skipScalar() throws Malformed {
        int start = at;
        while (at < end && !isBlank(json[at]) && json[at] != ',' && json[at] != '}' && json[at] != ']') {
            at++;
        }
        if (at == start) {
            throw new Malformed();
        }
    }

    private int peek() {
        return at < end ? json[at] : -1;
    }

    private void skipBlanks() {
        while (at < end && isBlank(json[at])) {
            at++;
        }
    }

    static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
    }
}
