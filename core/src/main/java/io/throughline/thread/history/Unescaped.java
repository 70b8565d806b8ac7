package io.throughline.thread.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes the escapes out of strings that hold JSON themselves, into room that is used again. Used by one thread at a time. */
final class Unescaped {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = 0x8080_8080_8080_8080L;
    private static final long QUOTES = 0x2222_2222_2222_2222L;
    private static final long BACKSLASHES = 0x5C5C_5C5C_5C5C_5C5CL;

    /** What is free at least behind what was read: eight bytes, and one character. */
    private static final int ROOM = 24;

    private static final byte[] MEANT = new byte[256];

    static {
        for (int letter = 0; letter < MEANT.length; letter++) {
            MEANT[letter] = (byte) letter;
        }
        MEANT['n'] = '\n';
        MEANT['t'] = '\t';
        MEANT['r'] = '\r';
        MEANT['b'] = '\b';
        MEANT['f'] = '\f';
    }

    private byte[] plain = new byte[256];
    private int length;

    /** Returns the room; what was read last is at its beginning. */
    byte[] bytes() {
        return plain;
    }

    /** Reads the string the cursor stands on, and returns how many bytes it has. */
    int read(JsonCursor cursor) throws MalformedException {
        byte[] json = cursor.json;
        int at = cursor.place() + 1;
        length = 0;
        while (true) {
            at = copy(json, at, cursor.end);
            if (at >= cursor.end) {
                throw new MalformedException();
            }
            if (json[at] == '"') {
                cursor.moveTo(at + 1);
                return length;
            }
            at = escape(json, at, cursor.end);
            if (at < cursor.end && json[at] == '\\') {
                at = escape(json, at, cursor.end); // what was escaped twice has them side by side
            }
        }
    }

    /** Copies up to the next backslash or quote: eight bytes before it is known how many of them count; what follows overwrites the others. */
    private int copy(byte[] json, int from, int end) {
        int put = length;
        byte[] out = room(put);
        int at = from;
        while (at + 8 <= end) {
            long word = Octets.at(json, at);
            Octets.put(out, put, word);
            long found = (zeroes(word ^ BACKSLASHES) | zeroes(word ^ QUOTES)) & TOPS;
            if (found != 0) {
                int some = Long.numberOfTrailingZeros(found) >>> 3;
                length = put + some;
                return at + some;
            }
            at += 8;
            put += 8;
            out = room(put);
        }
        while (at < end && json[at] != '\\' && json[at] != '"') {
            out[put++] = json[at++];
        }
        length = put;
        return at;
    }

    private byte[] room(int used) {
        if (used + ROOM > plain.length) {
            plain = Arrays.copyOf(plain, 2 * plain.length);
        }
        return plain;
    }

    /** Marks each byte that is zero by its top bit; bytes behind the first may be marked wrongly. */
    private static long zeroes(long word) {
        return word - ONES & ~word;
    }

    private int escape(byte[] json, int at, int to) throws MalformedException {
        if (at + 1 >= to) {
            throw new MalformedException();
        }
        byte letter = json[at + 1];
        if (letter == 'u') {
            return unicode(json, at + 2, to);
        }
        plain[length++] = MEANT[letter & 0xFF];
        return at + 2;
    }

    private int unicode(byte[] json, int at, int to) throws MalformedException {
        char first = (char) Hex.four(json, at, to);
        int behind = at + 4;
        char[] units = {first};
        if (Character.isHighSurrogate(first) && behind + 6 <= to && json[behind] == '\\' && json[behind + 1] == 'u') {
            units = Arrays.copyOf(units, 2);
            units[1] = (char) Hex.four(json, behind + 2, to);
            behind += 6;
        }
        byte[] utf8 = new String(units).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(utf8, 0, plain, length, utf8.length);
        length += utf8.length;
        return behind;
    }
}
