package io.throughline.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An AWS event stream as frames: one that can't be read ends as if its provider had told an error. */
final class EventStreamFrames implements FrameReader {
    private final SseReader.Listener listener;
    private final EventStreamReader reader;

    EventStreamFrames(int maxFrameBytes, SseReader.Listener listener) {
        this.listener = listener;
        this.reader = new EventStreamReader(maxFrameBytes, listener);
    }

    @Override
    public void feed(ByteBuffer bytes) {
        try {
            reader.feed(bytes);
        } catch (IOException malformed) {
            tell(malformed);
        }
    }

    @Override
    public void finish() {
        try {
            reader.finish();
        } catch (IOException cut) {
            tell(cut);
        }
    }

    /** One that is too large can't be read. */
    @Override
    public long skipped() {
        return 0;
    }

    private void tell(IOException problem) {
        String message = "The provider's stream can't be read: " + problem.getMessage();
        byte[] data = JsonText.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("message", message);
            out.writeEndObject();
        });
        listener.event(EventStreamReader.ERROR + "malformed", data);
    }
}
