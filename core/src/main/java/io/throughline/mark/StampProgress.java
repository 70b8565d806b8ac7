package io.throughline.mark;

import io.throughline.wire.ByteRange;

/**
 * How far the arguments of one call have come: the stamp goes in right before the first thing that stands in the object, or before the brace that
 * ends it. So nothing is held back, and what is taken out again leaves every blank in its place.
 */
final class StampProgress {
    private enum Waiting {
        FOR_BRACE,
        FOR_MEMBER,
        FOR_NOTHING
    }

    private final ToolStamp stamp;
    private Waiting waiting = Waiting.FOR_BRACE;

    StampProgress(ToolStamp stamp) {
        this.stamp = stamp;
    }

    /** Takes the next piece of the arguments, text within a JSON string, and tells where the stamp goes in if it does. */
    void text(byte[] json, ByteRange text, Splices splices) throws Malformed {
        if (waiting == Waiting.FOR_NOTHING) {
            return;
        }
        NestedText nested = new NestedText(json, text);
        int at = memberIn(nested.bytes(), 0, nested.size());
        if (at >= 0) {
            boolean alone = nested.bytes()[at] == '}';
            splices.insert(nested.place(at), alone ? stamp.escaped() : stamp.escaped() + ",");
        }
    }

    /** Takes arguments that stand as an object, whole. */
    void object(byte[] json, ByteRange place, Splices splices) {
        int at = memberIn(json, place.start(), place.end());
        if (at >= 0) {
            splices.insert(at, json[at] == '}' ? stamp.member() : stamp.member() + ",");
        }
    }

    /** Returns the arguments, as text within a JSON string, of a call that has ended with none; else the empty string. */
    String missing() {
        boolean none = waiting == Waiting.FOR_BRACE;
        waiting = Waiting.FOR_NOTHING;
        return none ? "{" + stamp.escaped() + "}" : "";
    }

    private int memberIn(byte[] bytes, int from, int to) {
        for (int i = from; i < to && waiting != Waiting.FOR_NOTHING; i++) {
            if (Passing.isBlank(bytes[i])) {
                continue;
            }
            if (waiting == Waiting.FOR_MEMBER) {
                waiting = Waiting.FOR_NOTHING;
                return bytes[i] == '"' || bytes[i] == '}' ? i : -1;
            }
            waiting = bytes[i] == '{' ? Waiting.FOR_MEMBER : Waiting.FOR_NOTHING;
        }
        return -1;
    }

    /** Stamps arguments that have come whole, as text within a JSON string. */
    static void whole(ToolStamp stamp, byte[] json, ByteRange text, Splices splices) throws Malformed {
        StampProgress progress = new StampProgress(stamp);
        progress.text(json, text, splices);
        splices.insert(text.end(), progress.missing());
    }
}
