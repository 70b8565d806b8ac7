package io.throughline.dialect.gemini;

import io.throughline.dialect.ErrorWriter;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** Puts the chunks of a stream into frames. */
final class ChunkFrames {
    private final Framing framing;
    private final Consumer<byte[]> out;
    private boolean begun;

    ChunkFrames(Framing framing, Consumer<byte[]> out) {
        this.framing = framing;
        this.out = out;
    }

    /** Returns whether a chunk has gone out. */
    boolean begun() {
        return begun;
    }

    void chunk(byte[] json) {
        out.accept(framing == Framing.EVENTS ? ErrorWriter.framed(json) : element(json, ""));
        begun = true;
    }

    void lastChunk(byte[] json) {
        out.accept(framing == Framing.EVENTS ? ErrorWriter.framed(json) : element(json, "]\n"));
        begun = true;
    }

    private byte[] element(byte[] json, String behind) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length + 4);
        bytes.write(begun ? ',' : '[');
        bytes.writeBytes(json);
        bytes.write('\n');
        behind.chars().forEach(bytes::write);
        return bytes.toByteArray();
    }
}
