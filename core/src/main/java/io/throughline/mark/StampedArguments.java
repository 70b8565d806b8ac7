package io.throughline.mark;

import io.throughline.wire.ByteRange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a stamp out of the arguments of one call. */
final class StampedArguments {
    private final byte[] json;
    private final int from;
    private final int to;
    private final String field;
    private int memberStart = -1;
    private int memberEnd;
    private int valueStart;
    private int previousEnd;
    private String id = "";

    private StampedArguments(byte[] json, int from, int to, String field) {
        this.json = json;
        this.from = from;
        this.to = to;
        this.field = field;
    }

    /**
     * Takes the stamp out, where there is one, and returns its id if it has the form of one.
     *
     * @param body the request
     * @param place the arguments: an object, or a string that holds the text of one
     * @param field the stamp's name
     * @param splices told what to take out
     */
    static Optional<String> take(byte[] body, ByteRange place, String field, Splices splices) {
        try {
            if (body[place.start()] == '{') {
                return of(body, place.start(), place.end(), field)
                        .map(stamp -> stamp.cut((from, to) -> splices.remove(from, to)));
            }
            if (body[place.start()] == '"' && contains(body, place, field)) {
                NestedText text = new NestedText(body, new ByteRange(place.start() + 1, place.end() - 1));
                return of(text.bytes(), 0, text.size(), field)
                        .map(stamp -> stamp.cut((from, to) -> splices.remove(text.place(from), text.place(to))));
            }
            return Optional.empty();
        } catch (Malformed e) {
            return Optional.empty(); // arguments that were cut off
        }
    }

    private static Optional<StampedArguments> of(byte[] json, int from, int to, String field) throws Malformed {
        StampedArguments arguments = new StampedArguments(json, from, to, field);
        return arguments.find() ? Optional.of(arguments) : Optional.empty();
    }

    private boolean find() throws Malformed {
        JsonCursor cursor = new JsonCursor(json, from, to);
        if (!cursor.object()) {
            return false;
        }
        int lastEnd = cursor.at();
        while (cursor.field()) {
            boolean ours = cursor.named(field) && cursor.isText() && memberStart < 0;
            int start = cursor.nameStart();
            ByteRange value = cursor.place();
            if (ours) {
                memberStart = start;
                previousEnd = lastEnd;
                valueStart = value.start();
                memberEnd = value.end();
                id = Scalars.string(json, new ByteRange(value.start() + 1, value.end() - 1));
            }
            lastEnd = value.end();
        }
        return memberStart >= 0;
    }

    /** Takes the member and one comma out, and returns the id; null where it is none. */
    private @Nullable String cut(Cut out) {
        int next = skipBlanks(memberEnd);
        if (next < to && json[next] == ',') {
            // we write no blank behind the colon: who does has written the object anew, and put a blank behind the
            // comma, too
            boolean rewritten = json[valueStart - 1] == ' ';
            out.remove(memberStart, rewritten ? skipBlanks(next + 1) : next + 1);
        } else {
            boolean first = json[previousEnd - 1] == '{' && isBlank(previousEnd, memberStart);
            out.remove(first ? memberStart : previousEnd, memberEnd);
        }
        return PackedId.isId(id) ? id : null;
    }

    private boolean isBlank(int start, int end) {
        return skipBlanks(start) >= end;
    }

    private int skipBlanks(int start) {
        int at = start;
        while (at < to && Passing.isBlank(json[at])) {
            at++;
        }
        return at;
    }

    /** The name needs no escapes within a string. */
    private static boolean contains(byte[] body, ByteRange place, String field) {
        int last = place.end() - field.length();
        for (int i = place.start(); i <= last; i++) {
            int same = 0;
            while (same < field.length() && body[i + same] == field.charAt(same)) {
                same++;
            }
            if (same == field.length()) {
                return true;
            }
        }
        return false;
    }

    private interface Cut {
        void remove(int from, int to);
    }
}
