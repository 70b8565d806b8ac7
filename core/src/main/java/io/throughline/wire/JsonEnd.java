package io.throughline.wire;

/** Finds the byte that ends a JSON object or array which comes in pieces, without reading what is in it. Used by one thread at a time. */
public final class JsonEnd {
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean over;

    /**
     * Looks at the next bytes.
     *
     * @return whether the value's last byte is among those that have come
     */
    public boolean feed(byte[] bytes) {
        for (int at = 0; at < bytes.length && !over; at++) {
            step(bytes[at]);
        }
        return over;
    }

    private void step(byte next) {
        if (inString) {
            inString = escaped || next != '"';
            escaped = !escaped && next == '\\';
        } else if (next == '"') {
            inString = true;
        } else if (next == '{' || next == '[') {
            depth++;
        } else if (next == '}' || next == ']') {
            over = --depth <= 0;
        }
    }
}
