package io.throughline.mark;

import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads the strings and numbers that stand at places of JSON. */
final class Scalars {
    private Scalars() {}

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

    /** Returns the number that stands there; the given one for any other value, and for one that is negative or too large. */
    static int integer(byte[] json, ByteRange place, int absent) {
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
}
