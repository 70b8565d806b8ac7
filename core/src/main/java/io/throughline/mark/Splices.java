package io.throughline.mark;

import java.io.ByteArrayOutputStream;
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
        splices.add(new Splice(from, to, text));
    }

    boolean isEmpty() {
        return splices.isEmpty();
    }

    /** Returns the bytes from one place to another with the changes; the very array where there are none and it is all of it. */
    byte[] apply(byte[] bytes, int from, int to) {
        if (splices.isEmpty() && from == 0 && to == bytes.length) {
            return bytes;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from + 160 * splices.size());
        splices.sort(Comparator.comparingInt(Splice::from)); // stable: what was told first stands first
        int at = from;
        for (Splice splice : splices) {
            int start = Math.max(at, splice.from());
            out.write(bytes, at, start - at);
            out.writeBytes(splice.text().getBytes(StandardCharsets.UTF_8));
            at = Math.max(start, splice.to());
        }
        out.write(bytes, at, to - at);
        return out.toByteArray();
    }

    byte[] apply(byte[] bytes) {
        return apply(bytes, 0, bytes.length);
    }

    private record Splice(int from, int to, String text) {}
}
