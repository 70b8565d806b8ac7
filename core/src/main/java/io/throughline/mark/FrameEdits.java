package io.throughline.mark;

import java.io.ByteArrayOutputStream;

/** Edits the events of one dialect's streams. Made for one stream. */
interface FrameEdits {
    /**
     * Takes one event and writes what goes on now. One without data or that is larger than is held is none: it is written by others, at once.
     *
     * @throws Malformed where the event can't be read; then nothing was written but what had been held, and the event passes as it is
     */
    void frame(Frame frame, ByteArrayOutputStream out) throws Malformed;

    /** Writes what is held, as an event comes that nobody can read, or the stream is over. */
    void release(ByteArrayOutputStream out);
}
