package io.throughline.wire;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Puts other values into JSON without touching any other byte. */
public final class JsonSplicer {
    private JsonSplicer() {}

    /**
     * Returns the JSON with another string at the given places.
     *
     * @param json the whole text, UTF-8
     * @param places the value tokens to replace, quotes included; in order, not overlapping
     * @param value the string to put there, not yet escaped
     */
    public static byte[] replace(byte[] json, List<ByteRange> places, String value) {
        byte[] token = quoted(value);
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + places.size() * token.length);
        int from = 0;
        for (ByteRange place : places) {
            out.write(json, from, place.start() - from);
            out.write(token, 0, token.length);
            from = place.end();
        }
        out.write(json, from, json.length - from);
        return out.toByteArray();
    }

    private static byte[] quoted(String value) {
        byte[] inner = JsonStringEncoder.getInstance().quoteAsUTF8(value);
        byte[] token = new byte[inner.length + 2];
        token[0] = '"';
        System.arraycopy(inner, 0, token, 1, inner.length);
        token[token.length - 1] = '"';
        return token;
    }
}
