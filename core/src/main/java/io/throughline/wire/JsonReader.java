package io.throughline.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over one JSON value in UTF-8, which builds no tree: the caller walks into the objects and arrays it knows, and what it does not ask for
 * is passed over.
 *
 * <p>The cursor stands on a value. {@link #object()} and {@link #array()} step into it, {@link #field()} and {@link #element()} go on to the next
 * one inside. A value may be taken at most once. Every method throws an {@link IOException} where the bytes are no JSON, or nest deeper than
 * {@value #MAX_DEPTH}. Numbers never become floating point. Used by one thread at a time.
 */
public final class JsonReader implements AutoCloseable {
    /** How deep values may nest. */
    public static final int MAX_DEPTH = 512;

    private static final JsonFactory FACTORY = factory(MAX_DEPTH);

    private final byte[] bytes;
    private final int base;
    private final JsonParser parser;
    /** Whether the cursor stands on an object or array that nobody has stepped into. */
    private boolean untouched;

    private JsonReader(byte[] bytes, int start, int end) throws IOException {
        this.bytes = bytes;
        this.base = start;
        this.parser = FACTORY.createParser(bytes, start, end - start);
        land(parser.nextToken());
    }

    /** Returns a cursor on the value in the bytes; a byte order mark before it is passed over. */
    public static JsonReader over(byte[] json) throws IOException {
        return new JsonReader(json, startOf(json), json.length);
    }

    /** Returns a cursor on the value at a place in the bytes. */
    public static JsonReader over(byte[] json, ByteRange place) throws IOException {
        return new JsonReader(json, place.start(), place.end());
    }

    static JsonFactory factory(int maxDepth) {
        return new JsonFactoryBuilder()
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    /** Returns where the text begins: after a byte order mark, where there is one. */
    public static int startOf(byte[] json) {
        boolean marked = json.length >= 3 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB && json[2] == (byte) 0xBF;
        return marked ? 3 : 0;
    }

    /** Steps into the value if it is an object, and returns whether it is. */
    public boolean object() {
        return stepInto(JsonToken.START_OBJECT);
    }

    /** Steps into the value if it is an array, and returns whether it is. */
    public boolean array() {
        return stepInto(JsonToken.START_ARRAY);
    }

    /** Goes to the value of the object's next field and returns the field's name, or steps out and returns null at the object's end. */
    public @Nullable String field() throws IOException {
        leaveBehind();
        String name = parser.nextFieldName();
        if (name == null) {
            return null;
        }
        land(parser.nextToken());
        return name;
    }

    /** Goes to the array's next element, or steps out and returns false at the array's end. */
    public boolean element() throws IOException {
        leaveBehind();
        JsonToken token = parser.nextToken();
        land(token);
        return token != null && token != JsonToken.END_ARRAY;
    }

    /** Returns the value if it is a string, else null. */
    public @Nullable String text() throws IOException {
        return isText() ? parser.getText() : null;
    }

    /** Returns the value if it is a string that is not empty, else null. */
    public @Nullable String nonEmptyText() throws IOException {
        String text = text();
        return text == null || text.isEmpty() ? null : text;
    }

    /** Returns a string, number or boolean as text; null for any other value. */
    public @Nullable String scalar() throws IOException {
        JsonToken token = parser.currentToken();
        return token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL ? parser.getText() : null;
    }

    /** Returns the value if it is a number that a long holds, without what stands after its point; else the given one. */
    public long integer(long absent) throws IOException {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            return absent;
        }
        String digits = parser.getText();
        int point = digits.indexOf('.');
        boolean scientific = digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0;
        try {
            return scientific ? absent : Long.parseLong(point < 0 ? digits : digits.substring(0, point));
        } catch (NumberFormatException tooLarge) {
            return absent;
        }
    }

    /** Returns whether the value is a string. */
    public boolean isText() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    /** Returns whether the value is null, or there is none. */
    public boolean isNull() {
        JsonToken token = parser.currentToken();
        return token == null || token == JsonToken.VALUE_NULL;
    }

    /** Returns whether the value is an object. */
    public boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    /** Passes over the value and returns its place in the bytes. */
    public ByteRange place() throws IOException {
        int start = base + (int) parser.currentTokenLocation().getByteOffset();
        JsonToken token = parser.currentToken();
        if (token != null && token.isNumeric()) {
            return new ByteRange(start, start + parser.getTextLength());
        }
        leaveBehind();
        parser.finishToken();
        return new ByteRange(start, base + (int) parser.currentLocation().getByteOffset());
    }

    /** Passes over the value and returns it as the JSON text that stands there. */
    public String raw() throws IOException {
        ByteRange place = place();
        return new String(bytes, place.start(), place.end() - place.start(), StandardCharsets.UTF_8);
    }

    /** Passes over the outermost value, and throws unless there was one and nothing follows it. */
    public void end() throws IOException {
        boolean nothing = parser.currentToken() == null;
        leaveBehind();
        if (nothing || parser.nextToken() != null) {
            throw new IOException("not one JSON value");
        }
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new AssertionError("closing a reader of an array does no I/O", e);
        }
    }

    private boolean stepInto(JsonToken start) {
        if (parser.currentToken() != start) {
            return false;
        }
        untouched = false;
        return true;
    }

    private void land(@Nullable JsonToken token) {
        untouched = token != null && token.isStructStart();
    }

    private void leaveBehind() throws IOException {
        if (untouched) {
            untouched = false;
            parser.skipChildren();
        }
    }
}
