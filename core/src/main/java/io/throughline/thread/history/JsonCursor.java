package io.throughline.thread.history;

import org.jspecify.annotations.Nullable;

/** Walks over JSON in UTF-8 without looking closely at what nobody asks for. Used by one thread. */
final class JsonCursor {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = 0x8080_8080_8080_8080L;
    private static final long QUOTES = 0x2222_2222_2222_2222L;
    private static final long BACKSLASHES = 0x5C5C_5C5C_5C5C_5C5CL;

    final byte[] json;
    final int end;
    private int at;
    private int nameFrom;
    private int nameTo;
    /** The field's name once it was asked for; it is asked for more than once. */
    private @Nullable String name;

    JsonCursor(byte[] json, int from, int end) {
        this.json = json;
        this.at = from;
        this.end = end;
    }

    /** Returns where the next value begins. */
    int place() throws MalformedException {
        peek();
        return at;
    }

    void moveTo(int place) {
        at = place;
    }

    /** Returns the next byte that is no white space. */
    byte peek() throws MalformedException {
        while (at < end) {
            byte next = json[at];
            if (next > ' ' || next < 0) {
                return next;
            }
            at++;
        }
        throw new MalformedException();
    }

    /** Returns whether nothing but white space follows. */
    boolean atEnd() {
        try {
            peek();
            return false;
        } catch (MalformedException end) {
            return true;
        }
    }

    /** Steps into an object or array if the next value is one that begins so. */
    boolean enter(char bracket) throws MalformedException {
        if (peek() != bracket) {
            return false;
        }
        at++;
        return true;
    }

    /** Goes to the value of the next field, or behind the object. */
    boolean field() throws MalformedException {
        if (!more('}')) {
            return false;
        }
        if (peek() != '"') {
            throw new MalformedException();
        }
        nameFrom = at + 1;
        skipString();
        nameTo = at - 1;
        name = null;
        if (peek() != ':') {
            throw new MalformedException();
        }
        at++;
        peek();
        return true;
    }

    /** Goes to the next element, or behind the array. */
    boolean element() throws MalformedException {
        return more(']');
    }

    /** Returns the field's name if it is one that is known, else an empty string. */
    String name() {
        String known = name;
        if (known == null) {
            known = Words.KNOWN.of(json, nameFrom, nameTo);
            name = known;
        }
        return known;
    }

    /** Returns whether the field has this name, in ASCII. */
    boolean named(byte[] name) {
        return java.util.Arrays.equals(json, nameFrom, nameTo, name, 0, name.length);
    }

    int nameFrom() {
        return nameFrom;
    }

    /** Returns a string if it is one that is known, else an empty string. */
    String word() throws MalformedException {
        if (peek() != '"') {
            skip();
            return "";
        }
        int from = at + 1;
        skipString();
        return Words.KNOWN.of(json, from, at - 1);
    }

    /** Passes over a value. */
    void skip() throws MalformedException {
        byte first = peek();
        if (first == '"') {
            skipString();
        } else if (first == '{' || first == '[') {
            skipNested();
        } else {
            skipScalar();
        }
    }

    private boolean more(char close) throws MalformedException {
        byte next = peek();
        if (next == ',') {
            at++;
            next = peek();
        }
        if (next == close) {
            at++;
            return false;
        }
        return true;
    }

    /** Returns where the cursor is: directly behind what it has passed. */
    int here() {
        return at;
    }

    /** Passes over a number, a boolean or null, and returns the place behind it. */
    int skipScalar() throws MalformedException {
        int from = at;
        while (at < end) {
            byte next = json[at];
            if (next <= ' ' || next == ',' || next == '}' || next == ']' || next == ':') {
                break;
            }
            at++;
        }
        if (at == from) {
            throw new MalformedException();
        }
        return at;
    }

    private void skipNested() throws MalformedException {
        int depth = 0;
        do {
            byte next = peek();
            if (next == '"') {
                skipString();
                continue;
            }
            if (next == '{' || next == '[') {
                depth++;
            } else if (next == '}' || next == ']') {
                depth--;
            }
            at++;
        } while (depth > 0);
    }

    private void skipString() throws MalformedException {
        int here = at + 1;
        while (here < end) {
            if (here + 8 <= end) {
                long word = Octets.at(json, here);
                long special = zeroes(word ^ QUOTES) | zeroes(word ^ BACKSLASHES);
                if (special == 0) {
                    here += 8;
                    continue;
                }
                here += Long.numberOfTrailingZeros(special) >>> 3;
            }
            byte value = json[here];
            if (value == '"') {
                at = here + 1;
                return;
            }
            here += value == '\\' ? 2 : 1;
        }
        throw new MalformedException();
    }

    private static long zeroes(long word) {
        return word - ONES & ~word & TOPS;
    }
}
