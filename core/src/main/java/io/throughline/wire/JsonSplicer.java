package io.throughline.wire;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Puts a value into JSON text and leaves every other byte as it is. */
public final class JsonSplicer {
    private JsonSplicer() {}

    /**
     * Returns {@code json} with a string in the place of some values.
     *
     * @param json the text, UTF-8
     * @param places where the values stand, in order, none within another
     * @param text the string, not yet quoted or escaped
     */
    public static byte[] replace(byte[] json, List<JsonScan.Place> places, String text) {
        byte[] value = ('"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"')
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream spliced = new ByteArrayOutputStream(json.length + value.length);
        int at = 0;
        for (JsonScan.Place place : places) {
            spliced.write(json, at, place.from() - at);
            spliced.writeBytes(value);
            at = place.to();
        }
        spliced.write(json, at, json.length - at);
        return spliced.toByteArray();
    }
}
