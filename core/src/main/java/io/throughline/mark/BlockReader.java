package io.throughline.mark;

/**
 * Reads our blocks where they stand in JSON, as UTF-8 or escaped. A block is what begins one and at least {@value #LEAST} selectors behind it: what
 * was damaged is one, too, and is taken out like any other. Used by one thread at a time.
 */
final class BlockReader {
    /** Fewer selectors than this are somebody else's. */
    static final int LEAST = 4;

    private final byte[] json;
    private final byte[] bytes = new byte[InvisibleSignature.MOST_BYTES];
    private int size;
    private int start;
    private int end;

    BlockReader(byte[] json) {
        this.json = json;
    }

    /** Reads the block that begins at a place, and returns whether one does. */
    boolean read(int from, int to) {
        long read = CodePoints.at(json, from, to);
        if (read == CodePoints.NONE || !Selectors.begins(CodePoints.codePoint(read))) {
            return false;
        }
        int at = from + CodePoints.length(read);
        boolean ownLine = CodePoints.codePoint(read) == Selectors.OWN_LINE;
        size = 0;
        while (size < bytes.length) {
            read = CodePoints.at(json, at, to);
            int value = read == CodePoints.NONE ? -1 : Selectors.value(CodePoints.codePoint(read));
            if (value < 0) {
                break;
            }
            at += CodePoints.length(read);
            bytes[size++] = (byte) value;
        }
        start = ownLine ? beforeLineFeed(from) : from;
        end = at;
        return size >= LEAST;
    }

    /** Returns the block's bytes, to be read before the next block is. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** Returns where the block begins; with the line feed that belongs to it. */
    int start() {
        return start;
    }

    int end() {
        return end;
    }

    private int beforeLineFeed(int at) {
        boolean letter = at >= 2 && json[at - 1] == 'n' && Escapes.begin(json, at - 2);
        if (letter) {
            return at - 2;
        }
        if (at >= 6 && CodePoints.unit(json, at - 6, at) == '\n' && Escapes.begin(json, at - 6)) {
            return at - 6;
        }
        return at >= 1 && json[at - 1] == '\n' ? at - 1 : at; // text that is no JSON
    }
}
