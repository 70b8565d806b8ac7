package io.throughline.mark;

import java.nio.ByteBuffer;

/**
 * Edits one stream as it passes. However the bytes are cut into buffers, the same bytes come out. Nothing thrown for what a provider sends. Made for
 * one stream; used by one thread at a time.
 */
public interface StreamEditor {
    /** Takes bytes and returns what goes on now, perhaps nothing. What it returns is the caller's. */
    ByteBuffer feed(ByteBuffer bytes);

    /** Returns what is left when the stream is over, or broke. To be called once. */
    ByteBuffer finish();
}
