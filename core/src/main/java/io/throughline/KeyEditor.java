package io.throughline;

import io.throughline.mark.StreamEditor;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes {@code *} over a key wherever it stands in a body, as many as it has bytes: nothing else changes, nor does the length. Of the body it keeps
 * only what may be the key's beginning, which the next bytes decide. Source: Knuth, Morris, Pratt, "Fast pattern matching in strings" (1977).
 */
final class KeyEditor implements StreamEditor {
    private final byte[] key;
    private final byte[] mask;

    /** For each number of bytes that match: how many still match where the next one does not. */
    private final int[] shorter;

    private int matched;

    /**
     * Makes an editor.
     *
     * @param key the key's bytes, at least one
     */
    KeyEditor(byte[] key) {
        this.key = key.clone();
        this.mask = new byte[key.length];
        Arrays.fill(mask, (byte) '*');
        this.shorter = borders(key);
    }

    @Override
    public ByteBuffer feed(ByteBuffer bytes) {
        ByteBuffer out = ByteBuffer.allocate(matched + bytes.remaining());
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            while (matched > 0 && key[matched] != next) {
                int still = shorter[matched];
                out.put(key, 0, matched - still);
                matched = still;
            }
            if (key[matched] != next) {
                out.put(next);
            } else if (++matched == key.length) {
                out.put(mask);
                matched = 0;
            }
        }
        return out.flip();
    }

    @Override
    public ByteBuffer finish() {
        ByteBuffer rest = ByteBuffer.wrap(Arrays.copyOf(key, matched));
        matched = 0;
        return rest;
    }

    private static int[] borders(byte[] key) {
        int[] borders = new int[key.length];
        int border = 0;
        for (int length = 2; length < key.length; length++) {
            byte last = key[length - 1];
            while (border > 0 && key[border] != last) {
                border = borders[border];
            }
            border = key[border] == last ? border + 1 : 0;
            borders[length] = border;
        }
        return borders;
    }
}
