package io.throughline.wire;

import java.nio.ByteBuffer;

/** Cuts the bytes of a stream into its frames, whatever their framing. Made for one stream; used by one thread at a time. */
public interface FrameReader {
    /** Reads all of the buffer's remaining bytes; its position stays. Each frame that ends in them is told before this returns. */
    void feed(ByteBuffer bytes);

    /** Returns how many frames were passed over because they were larger than the limit. */
    long skipped();

    /** Tells what is left at the end of the stream. To be called once. */
    void finish();
}
