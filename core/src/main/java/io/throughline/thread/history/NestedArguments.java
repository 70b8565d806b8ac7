package io.throughline.thread.history;

import java.util.Arrays;
import java.util.List;

/**
 * Makes the number of arguments that stand as JSON in a string where they stand. Taking the escapes out first takes half as long again. Gives up on
 * what is rare: then they are read without their escapes. Used by one thread at a time.
 */
final class NestedArguments {
    private final CanonicalText scratch;
    private final List<byte[]> stamps;
    private byte[] json = {};
    private int end;
    private int at;

    NestedArguments(CanonicalText scratch, List<byte[]> stamps) {
        this.scratch = scratch;
        this.stamps = stamps;
    }

    /**
     * Reads the string the cursor stands on and moves the cursor behind it.
     *
     * @throws MalformedException if it does not hold just an object, or holds something rare; the cursor stays
     */
    long of(JsonCursor cursor) throws MalformedException {
        json = cursor.json;
        end = cursor.end;
        at = cursor.place() + 1;
        if (peek() != '{') {
            throw new MalformedException();
        }
        long object = object(0);
        while (octet(at) != '"') {
            blank();
        }
        cursor.moveTo(at + 1);
        return object;
    }

    private long value(int depth) throws MalformedException {
        if (depth > ArgumentsHash.MAX_DEPTH) {
            throw new MalformedException();
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '\\' -> Mix.of(ArgumentsHash.STRING, string());
            default -> scalar();
        };
    }

    private long object(int depth) throws MalformedException {
        long sum = 0;
        at++;
        while (more('}')) {
            boolean stamp = isStamp();
            long name = string();
            if (peek() != ':') {
                throw new MalformedException();
            }
            at++;
            if (stamp && peek() != '\\') {
                throw new MalformedException();
            }
            long value = value(depth + 1);
            sum += stamp ? 0 : Mix.of(name, value);
        }
        return Mix.of(ArgumentsHash.OBJECT, sum);
    }

    private long array(int depth) throws MalformedException {
        long all = ArgumentsHash.ARRAY;
        at++;
        while (more(']')) {
            all = Mix.of(all, value(depth + 1));
        }
        return all;
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

    private boolean isStamp() {
        for (byte[] stamp : stamps) {
            int behind = at + 2 + stamp.length;
            if (behind + 1 < end
                    && json[behind] == '\\'
                    && Arrays.equals(json, at + 2, behind, stamp, 0, stamp.length)) {
                return true;
            }
        }
        return false;
    }

    private long scalar() throws MalformedException {
        int from = at;
        while (isScalar(octet(at))) {
            at++;
        }
        boolean lineEnd = json[at] == '\\' && Escape.meant(octet(at + 1)) == Escape.LINE_END;
        if (at == from || json[at] == '"' || (json[at] == '\\' && !lineEnd)) {
            throw new MalformedException();
        }
        scratch.clear();
        TextReader.plain(json, from, at, scratch);
        return Mix.of(ArgumentsHash.SCALAR, scratch.hash());
    }

    private static boolean isScalar(byte octet) {
        return octet > ' ' && ",}]:\\\"".indexOf(octet) < 0;
    }

    /** Returns the number of the string that begins here with its escaped quote. */
    private long string() throws MalformedException {
        if (octet(at) != '\\' || octet(at + 1) != '"') {
            throw new MalformedException();
        }
        scratch.clear();
        at += 2;
        while (true) {
            at = scratch.seen(json, at, end, Ends.NESTED);
            byte stop = octet(at);
            if (stop == '\\' && octet(at + 1) == '"') {
                at += 2;
                return scratch.hash();
            }
            int meant = Ends.NESTED.meant(json, at, end);
            if (meant != Ends.RARE) {
                at += scratch.meant(meant);
            } else if (stop == '\\') {
                at = octet(at + 1) == '\\' ? number(at, 3, 0) : number(at, 2, 0x80);
            } else if (stop != '"') {
                at = TextReader.unseen(json, at, scratch);
            } else {
                throw new MalformedException();
            }
        }
    }

    /** Takes the character that is escaped by its number, behind one backslash or two, and returns where it ends. */
    private int number(int from, int intro, int least) throws MalformedException {
        int unit = unit(from, intro);
        int behind = from + intro + 4;
        if (Character.isHighSurrogate((char) unit)) {
            int low = unit(behind, intro);
            if (octet(behind) != '\\' || octet(behind + intro - 2) != '\\' || !Character.isLowSurrogate((char) low)) {
                throw new MalformedException();
            }
            scratch.codePoint(Character.toCodePoint((char) unit, (char) low));
            return behind + intro + 4;
        }
        if (unit < least || Character.isSurrogate((char) unit)) {
            throw new MalformedException();
        }
        scratch.codePoint(unit);
        return behind;
    }

    private int unit(int from, int intro) throws MalformedException {
        if (octet(from + intro - 1) != 'u') {
            throw new MalformedException();
        }
        return Hex.four(json, from + intro, end);
    }

    /** Goes to what is no white space, and returns it; for a quote, the backslash before it. */
    private byte peek() throws MalformedException {
        while (true) {
            byte next = octet(at);
            boolean quote = next == '\\' && octet(at + 1) == '"';
            if (quote || (next != '\\' && (next > ' ' || next < 0))) {
                return next;
            }
            blank();
        }
    }

    private void blank() throws MalformedException {
        byte next = octet(at);
        if (next == '\\' && Escape.meant(octet(at + 1)) == Escape.LINE_END) {
            at += 2;
        } else if (next >= 0 && next <= ' ') {
            at++;
        } else {
            throw new MalformedException();
        }
    }

    private byte octet(int place) throws MalformedException {
        if (place >= end) {
            throw new MalformedException();
        }
        return json[place];
    }
}
