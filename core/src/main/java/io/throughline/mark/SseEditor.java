package io.throughline.mark;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Cuts a stream into its events and has each one edited when its blank line has come. Comments pass at once, before an event that is held. Of an
 * event at most 2 MB are held; a larger one passes as it is, and so does one with several lines of data.
 *
 * <p>Source: the event stream grammar of the WHATWG HTML standard, section 9.2.
 */
final class SseEditor implements StreamEditor {
    private static final int MOST_HELD = 2 * 1024 * 1024;

    private final FrameEdits edits;
    private final ByteArrayOutputStream event = new ByteArrayOutputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    /** Whether the line that is coming has no byte yet. */
    private boolean lineEmpty = true;
    /** Whether the last byte was the carriage return that ends a line. */
    private boolean afterReturn;
    /** Whether the event is whole but for a line feed that may still belong to it. */
    private boolean whole;
    /** Whether the event that is coming is too large, and its bytes pass as they come. */
    private boolean passing;

    SseEditor(FrameEdits edits) {
        this.edits = edits;
    }

    @Override
    public ByteBuffer feed(ByteBuffer bytes) {
        byte[] octets = new byte[bytes.remaining()];
        bytes.get(octets);
        int at = 0;
        while (at < octets.length) {
            int end = lineEnd(octets, at);
            if (end > at) {
                text(octets, at, end);
            }
            if (end < octets.length && take(octets[end])) {
                endEvent();
            }
            at = end + 1;
        }
        if (passing || event.size() > MOST_HELD) {
            pass();
        }
        return drain();
    }

    @Override
    public ByteBuffer finish() {
        if (event.size() > 0) {
            endEvent(); // some providers leave out the last blank line
        }
        edits.release(out);
        return drain();
    }

    private static int lineEnd(byte[] octets, int from) {
        int at = from;
        while (at < octets.length && octets[at] != '\n' && octets[at] != '\r') {
            at++;
        }
        return at;
    }

    /** Takes bytes within a line. */
    private void text(byte[] octets, int from, int to) {
        if (whole) {
            endEvent();
        }
        event.write(octets, from, to - from);
        lineEmpty = false;
        afterReturn = false;
    }

    /** Takes a byte that ends a line, or half of it, and returns whether it ends an event. */
    private boolean take(byte octet) {
        if (whole && octet != '\n') {
            endEvent();
        }
        event.write(octet);
        if (octet == '\r') {
            whole = lineEmpty;
            lineEmpty = true;
            afterReturn = true;
            return false;
        }
        boolean ends = whole || (lineEmpty && !afterReturn);
        lineEmpty = true;
        afterReturn = false;
        return ends;
    }

    private void endEvent() {
        byte[] bytes = event.toByteArray();
        event.reset();
        whole = false;
        afterReturn = false;
        lineEmpty = true;
        if (passing || bytes.length > MOST_HELD) {
            release();
            out.writeBytes(bytes);
            passing = false;
        } else {
            edit(new Frame(bytes));
        }
    }

    private void edit(Frame frame) {
        if (!frame.isEvent()) {
            out.writeBytes(frame.bytes());
            return;
        }
        try {
            if (!frame.isEditable()) {
                throw new Malformed();
            }
            edits.frame(frame, out);
        } catch (Malformed e) {
            release();
            out.writeBytes(frame.bytes());
        }
    }

    private void pass() {
        release();
        out.writeBytes(event.toByteArray());
        event.reset();
        passing = true;
    }

    private void release() {
        edits.release(out);
    }

    private ByteBuffer drain() {
        ByteBuffer passed = ByteBuffer.wrap(out.toByteArray());
        out.reset();
        return passed;
    }
}
