package io.throughline.mark;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Cuts a stream that is one JSON array into its elements and has each one edited when it is whole; what stands between them passes at once. Of an
 * element at most 2 MB are held; a larger one passes as it is.
 */
final class ArrayEditor implements StreamEditor {
    private static final int MOST_HELD = 2 * 1024 * 1024;

    private final GeminiAnswer answer;
    private final ByteArrayOutputStream element = new ByteArrayOutputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int depth;
    private boolean inText;
    private boolean escaped;
    private boolean passing;

    ArrayEditor(GeminiAnswer answer) {
        this.answer = answer;
    }

    @Override
    public ByteBuffer feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            take(bytes.get());
        }
        if (passing || element.size() > MOST_HELD) {
            passing = depth > 0;
            pass();
        }
        return drain();
    }

    @Override
    public ByteBuffer finish() {
        pass();
        return drain();
    }

    private void take(byte octet) {
        if (depth == 0 && octet != '{') {
            out.write(octet); // the array's own brackets and commas
            return;
        }
        element.write(octet);
        if (inText) {
            inText = escaped || octet != '"';
            escaped = !escaped && octet == '\\';
            return;
        }
        switch (octet) {
            case '"' -> inText = true;
            case '{', '[' -> depth++;
            case '}', ']' -> {
                if (--depth == 0) {
                    edit();
                }
            }
            default -> {}
        }
    }

    private void edit() {
        byte[] bytes = element.toByteArray();
        element.reset();
        if (passing || bytes.length > MOST_HELD) {
            passing = false;
            out.writeBytes(bytes);
            return;
        }
        Splices splices = new Splices();
        try {
            boolean good = answer.chunk(bytes, new JsonCursor(bytes), splices);
            out.writeBytes(good ? splices.apply(bytes) : bytes);
        } catch (Malformed e) {
            out.writeBytes(bytes);
        }
    }

    private void pass() {
        out.writeBytes(element.toByteArray());
        element.reset();
    }

    private ByteBuffer drain() {
        ByteBuffer passed = ByteBuffer.wrap(out.toByteArray());
        out.reset();
        return passed;
    }
}
