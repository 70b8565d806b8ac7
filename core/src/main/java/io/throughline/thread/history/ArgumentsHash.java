package io.throughline.thread.history;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes one number of a tool call's arguments. The order of an object's fields makes no difference, nor whether the arguments are an object or
 * a string that holds one; how a number is spelt does. Used by one thread at a time.
 */
final class ArgumentsHash {
    static final int MAX_DEPTH = 64;
    static final long OBJECT = 1;
    static final long ARRAY = 2;
    static final long STRING = 3;
    static final long SCALAR = 4;
    private static final long NO_JSON = 5;
    private static final long EMPTY = Mix.of(OBJECT, 0);

    private final CanonicalText scratch;
    private final List<byte[]> stamps;
    private final NestedArguments nested;
    private @Nullable Unescaped unescaped;

    /**
     * Makes one.
     *
     * @param seed of the texts in it
     * @param stamps names of fields that don't count
     */
    ArgumentsHash(long seed, List<byte[]> stamps) {
        this.scratch = new CanonicalText(seed);
        this.stamps = stamps;
        this.nested = new NestedArguments(scratch, stamps);
    }

    /** Reads the value the cursor stands on: an object, or a string that holds one. */
    long of(JsonCursor cursor) throws MalformedException {
        byte first = cursor.peek();
        if (first == '"') {
            try {
                return nested.of(cursor);
            } catch (MalformedException e) {
                return unescaped(cursor);
            }
        }
        if (first == 'n') {
            cursor.skip();
            return EMPTY;
        }
        return value(cursor, 0);
    }

    private long unescaped(JsonCursor cursor) throws MalformedException {
        Unescaped text = unescaped == null ? new Unescaped() : unescaped;
        unescaped = text;
        int length = text.read(cursor);
        return ofText(text.bytes(), length);
    }

    /** Reads arguments as a model wrote them: possibly empty, or cut off. */
    long of(String arguments) {
        byte[] text = arguments.getBytes(StandardCharsets.UTF_8);
        return ofText(text, text.length);
    }

    /** Reads arguments as a model wrote them, in UTF-8. */
    long ofText(byte[] text, int length) {
        JsonCursor inner = new JsonCursor(text, 0, length);
        try {
            byte first = inner.peek();
            if (first == '{') {
                long object = value(inner, 0);
                if (inner.atEnd()) {
                    return object;
                }
            }
            if (length == 4 && first == 'n') {
                return EMPTY;
            }
        } catch (MalformedException e) {
            // cut off, or nothing at all
        }
        long all = text(text, 0, length);
        return all == 0 ? EMPTY : Mix.of(NO_JSON, all);
    }

    private long value(JsonCursor cursor, int depth) throws MalformedException {
        byte first = cursor.peek();
        if (depth > MAX_DEPTH) {
            int from = cursor.place();
            cursor.skip();
            return Mix.of(NO_JSON, text(cursor.json, from, cursor.place()));
        }
        if (first == '{') {
            return object(cursor, depth);
        }
        if (first == '[') {
            return array(cursor, depth);
        }
        if (first == '"') {
            scratch.clear();
            cursor.moveTo(TextReader.string(cursor.json, cursor.place() + 1, cursor.end, scratch));
            return Mix.of(STRING, scratch.hash());
        }
        int from = cursor.place();
        int to = cursor.skipScalar();
        return Mix.of(SCALAR, text(cursor.json, from, to));
    }

    private long object(JsonCursor cursor, int depth) throws MalformedException {
        long sum = 0;
        cursor.enter('{');
        while (cursor.field()) {
            if (isStamp(cursor)) {
                cursor.skip();
                continue;
            }
            scratch.clear();
            TextReader.string(cursor.json, cursor.nameFrom(), cursor.end, scratch);
            long name = scratch.hash();
            sum += Mix.of(name, value(cursor, depth + 1));
        }
        return Mix.of(OBJECT, sum);
    }

    private boolean isStamp(JsonCursor cursor) {
        for (byte[] stamp : stamps) {
            if (cursor.named(stamp)) {
                return true;
            }
        }
        return false;
    }

    private long array(JsonCursor cursor, int depth) throws MalformedException {
        long all = ARRAY;
        cursor.enter('[');
        while (cursor.element()) {
            all = Mix.of(all, value(cursor, depth + 1));
        }
        return all;
    }

    private long text(byte[] text, int from, int to) {
        scratch.clear();
        TextReader.plain(text, from, to, scratch);
        return scratch.hash();
    }
}
