package io.throughline.thread.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes the escapes out of strings that hold JSON themselves, into room that is used again. Used by one thread at a time. */
final class Unescaped {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = 0x8080_8080_8080_8080L;
    private static final long QUOTES = 0x2222_2222_2222_2222L;
    private static final long BACKSLASHES = 0x5C5C_5C5C_5C5C_5C5CL;

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
            int stop = stop(json, at, cursor.end);
            room(stop - at + 4);
            System.arraycopy(json, at, plain, length, stop - at);
            length += stop - at;
            if (json[stop] == '"') {
                cursor.moveTo(stop + 1);
                return length;
            }
            at = escape(json, stop, cursor.end);
        }
    }

    private void room(int wanted) {
        if (plain.length - length < wanted) {
            plain = Arrays.copyOf(plain, Math.max(length + wanted, plain.length * 2));
        }
    }

    /** Returns the place of the next backslash, or of the quote that ends the string. */
    private static int stop(byte[] json, int from, int end) throws MalformedException {
        int at = from;
        while (at + 8 <= end) {
            long word = CanonicalText.word(json, at);
            long found = (zeroes(word ^ BACKSLASHES) | zeroes(word ^ QUOTES)) & TOPS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            at += 8;
        }
        while (at < end && json[at] != '\\' && json[at] != '"') {
            at++;
        }
        if (at >= end) {
            throw new MalformedException();
        }
        return at;
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
