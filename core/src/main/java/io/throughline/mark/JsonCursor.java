package io.throughline.mark;

import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
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
        return text == null ? "" : Scalars.string(json, text);
    }

    /** Passes over a number and returns it; the given one for any other value. */
    int integer(int absent) throws Malformed {
        return Scalars.integer(json, place(), absent);
    }

    /** Passes over the outermost value, and throws where something follows it. */
    void end() throws Malformed {
        leaveBehind();
        skipBlanks();
        if (at != end) {
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
        if (pending) {
            pending = false;
            at = Passing.value(json, at, end);
        }
    }

    private int peek() {
        return at < end ? json[at] : -1;
    }

    private void skipBlanks() {
        at = Passing.blanks(json, at, end);
    }
}
