package io.throughline.mark;

import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of WhyOps: U+200B, a bit for each U+200C (1) and U+200D (0), U+200E; eight bits a character. Nothing in them says who made
 * them. Source: {@code packages/shared/src/utils/signature.ts} of whyops-org/whyops-op.
 */
final class WhyOpsBlock {
    static final int START = 0x200B;
    private static final int ONE = 0x200C;
    private static final int ZERO = 0x200D;
    private static final int END = 0x200E;
    /** What the longest id takes, and some more that is not an id but no text either. */
    private static final int MOST_BITS = 8 * 255;

    private final byte[] json;
    private int end;
    private final StringBuilder id = new StringBuilder();

    WhyOpsBlock(byte[] json) {
        this.json = json;
    }

    /** Reads the block that begins at a place, and returns whether one does. */
    boolean read(int from, int to) {
        long read = CodePoints.at(json, from, to);
        if (read == CodePoints.NONE || CodePoints.codePoint(read) != START) {
            return false;
        }
        id.setLength(0);
        int at = from + CodePoints.length(read);
        int bits = 0;
        int unit = 0;
        while (true) {
            read = CodePoints.at(json, at, to);
            int codePoint = read == CodePoints.NONE ? -1 : CodePoints.codePoint(read);
            at += read == CodePoints.NONE ? 0 : CodePoints.length(read);
            if (codePoint == END) {
                end = at;
                return bits > 0;
            }
            if ((codePoint != ONE && codePoint != ZERO) || bits == MOST_BITS) {
                return false;
            }
            unit = unit << 1 | (codePoint == ONE ? 1 : 0);
            if (++bits % 8 == 0) {
                id.append((char) unit);
                unit = 0;
            }
        }
    }

    int end() {
        return end;
    }

    /** Returns the id, null where the block holds something else. */
    @Nullable
    String id() {
        String text = id.toString();
        return PackedId.isId(text) ? text : null;
    }
}
