package io.throughline.wire;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /**
     * Returns a JSON object with another value for one of its fields; the object as it is where it does not have the field or is none.
     *
     * @param json the object's text
     * @param field the top-level field; where it stands more than once, the last
     * @param value the new value's JSON text; put in as a string where it is no JSON, such as when it was cut off
     */
    public static String withField(String json, String field, String value) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try (JsonReader reader = JsonReader.over(bytes)) {
            ByteRange place = reader.object() ? placeOf(field, reader) : null;
            return place == null ? json : put(bytes, place, value);
        } catch (IOException e) {
            return json;
        }
    }

    private static @Nullable ByteRange placeOf(String field, JsonReader object) throws IOException {
        ByteRange place = null;
        String name;
        while ((name = object.field()) != null) {
            if (name.equals(field)) {
                place = object.place();
            }
        }
        return place;
    }

    private static String put(byte[] json, ByteRange place, String value) {
        return new String(json, 0, place.start(), StandardCharsets.UTF_8)
                + (isJson(value) ? value : new String(quoted(value), StandardCharsets.UTF_8))
                + new String(json, place.end(), json.length - place.end(), StandardCharsets.UTF_8);
    }

    private static boolean isJson(String value) {
        try (JsonReader reader = JsonReader.over(value.getBytes(StandardCharsets.UTF_8))) {
            reader.end();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] quoted(String value) {
        // a lone surrogate has no UTF-8 form: the round trip puts a question mark there
        String wellFormed = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        byte[] inner = JsonStringEncoder.getInstance().quoteAsUTF8(wellFormed);
        byte[] token = new byte[inner.length + 2];
        token[0] = '"';
        System.arraycopy(inner, 0, token, 1, inner.length);
        token[token.length - 1] = '"';
        return token;
    }
}
