package io.throughline.thread.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes the escapes out of strings that hold JSON themselves, into room that is used again. Used by one thread at a time. */
final class Unescaped {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = 0x8080_8080_8080_8080L;
    private static final long BACKSLASHES = 0x5C5C_5C5C_5C5C_5C5CL;

    private byte[] plain = new byte[256];
    private int length;

    /** Returns the room; what was read last is at its beginning. */
    byte[] bytes() {
        return plain;
    }

    /** Reads the string the cursor stands on, and returns how many bytes it has. */
    int read(JsonCursor cursor) throws MalformedException {
        int from = cursor.place() + 1;
        cursor.skip();
        int to = cursor.here() - 1;
        byte[] json = cursor.json;
        length = 0;
        if (plain.length < to - from) {
            plain = new byte[Math.max(to - from, plain.length * 2)];
        }
        int at = from;
        while (at < to) {
            int escape = backslash(json, at, to);
            System.arraycopy(json, at, plain, length, escape - at);
            length += escape - at;
            at = escape < to ? escape(json, escape, to) : to;
        }
        return length;
    }

    private static int backslash(byte[] json, int from, int to) {
        int at = from;
        while (at + 8 <= to) {
            long word = CanonicalText.word(json, at) ^ BACKSLASHES;
            long found = word - ONES & ~word & TOPS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            at += 8;
        }
        while (at < to && json[at] != '\\') {
            at++;
        }
        return at;
    }

    private int escape(byte[] json, int at, int to) throws MalformedException {
        byte letter = json[at + 1];
        if (letter == 'u') {
            return unicode(json, at + 2, to);
        }
        plain[length++] = switch (letter) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> letter;
        };
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
