package io.throughline.mark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Changes to some bytes: what is taken out and what is put in, told in any order. All other bytes stay. */
final class Splices {
    private final List<Splice> splices = new ArrayList<>();

    void insert(int at, String text) {
        replace(at, at, text);
    }

    void remove(int from, int to) {
        replace(from, to, "");
    }

    void replace(int from, int to, String text) {
        splices.add(new Splice(from, to, text.getBytes(StandardCharsets.UTF_8)));
    }

    boolean isEmpty() {
        return splices.isEmpty();
    }

    /** Returns the bytes with the changes; the very array where there are none. */
    byte[] apply(byte[] bytes) {
        if (splices.isEmpty()) {
            return bytes;
        }
        splices.sort(Comparator.comparingInt(Splice::from)); // stable: what was told first stands first
        byte[] edited = new byte[bytes.length + grown()];
        int size = 0;
        int at = 0;
        for (Splice splice : splices) {
            System.arraycopy(bytes, at, edited, size, splice.from() - at);
            size += splice.from() - at;
            byte[] text = splice.text();
            System.arraycopy(text, 0, edited, size, text.length);
            size += text.length;
            at = splice.to();
        }
        System.arraycopy(bytes, at, edited, size, bytes.length - at);
        return edited;
    }

    private int grown() {
        int grown = 0;
        int at = 0;
        for (int i = 0; i < splices.size(); i++) {
            Splice splice = splices.get(i);
            if (splice.from() < at) { // a signature within a stamp, which goes as a whole
                splice = new Splice(at, Math.max(at, splice.to()), splice.text());
                splices.set(i, splice);
            }
            at = splice.to();
            grown += splice.text().length - (splice.to() - splice.from());
        }
        return grown;
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by no one
    private record Splice(int from, int to, byte[] text) {}
}
