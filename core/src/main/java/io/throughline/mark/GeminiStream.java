package io.throughline.mark;

import java.io.ByteArrayOutputStream;

/** Edits a stream of Gemini's. */
final class GeminiStream implements FrameEdits {
    private final GeminiAnswer answer;

    GeminiStream(Marks marks) {
        answer = new GeminiAnswer(marks);
    }

    @Override
    public void frame(Frame frame, ByteArrayOutputStream out) throws Malformed {
        Splices splices = new Splices();
        boolean good = answer.chunk(frame.bytes(), frame.json(), splices);
        out.writeBytes(good ? splices.apply(frame.bytes()) : frame.bytes());
    }

    @Override
    public void release(ByteArrayOutputStream out) {
        // nothing is ever held
    }
}
