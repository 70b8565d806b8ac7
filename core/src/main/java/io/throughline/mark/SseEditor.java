package io.throughline.mark;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into its events and has each one edited when its blank line has come. Comments pass at once, before an event that is held. Of an
 * event at most 2 MB are held; a larger one passes as it is, and so does one with several lines of data.
 *
 * <p>Source: the event stream grammar of the WHATWG HTML standard, section 9.2.
 */
final class SseEditor implements StreamEditor {
    private static final int MOST_HELD = 2 * 1024 * 1024;
    /** For a signature, a stamp. */
    private static final int ROOM_TO_GROW = 256;

    private static final byte[] NONE = {};

    private final FrameEdits edits;
    /** What has come of an event that is not whole; null between events, as most streams wait there for most of their time. */
    private @Nullable ByteArrayOutputStream begun;
    /** What is passed on of the bytes that came last. */
    private ByteArrayOutputStream out = new ByteArrayOutputStream(0);
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
        out = new ByteArrayOutputStream(octets.length + ROOM_TO_GROW);
        int event = 0;
        int at = 0;
        while (at < octets.length) {
            int end = lineEnd(octets, at);
            if (whole && (end > at || octets[end] != '\n')) {
                endEvent(octets, event, at);
                event = at;
            }
            if (end > at) {
                lineEmpty = false;
                afterReturn = false;
            }
            if (end < octets.length && endsEvent(octets[end])) {
                endEvent(octets, event, end + 1);
                event = end + 1;
            }
            at = end + 1;
        }
        hold(octets, event, octets.length);
        return drain();
    }

    @Override
    public ByteBuffer finish() {
        if (begun != null) {
            endEvent(NONE, 0, 0); // some providers leave out the last blank line
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

    /** Takes a byte that ends a line, or half of it, and returns whether it ends an event. */
    private boolean endsEvent(byte octet) {
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

    /** Ends the event whose last bytes these are. */
    private void endEvent(byte[] octets, int from, int to) {
        byte[] bytes = joined(octets, from, to);
        begun = null;
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

    private byte[] joined(byte[] octets, int from, int to) {
        ByteArrayOutputStream first = begun;
        if (first == null) {
            return Arrays.copyOfRange(octets, from, to);
        }
        first.write(octets, from, to - from);
        return first.toByteArray();
    }

    /** Keeps the beginning of an event, unless it passes. */
    private void hold(byte[] octets, int from, int to) {
        if (from == to) {
            return;
        }
        ByteArrayOutputStream held = begun == null ? new ByteArrayOutputStream(to - from) : begun;
        held.write(octets, from, to - from);
        begun = held;
        if (passing || held.size() > MOST_HELD) {
            release();
            out.writeBytes(held.toByteArray());
            begun = null;
            passing = true;
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

    private void release() {
        edits.release(out);
    }

    private ByteBuffer drain() {
        ByteBuffer passed = ByteBuffer.wrap(out.toByteArray());
        out = new ByteArrayOutputStream(0);
        return passed;
    }
}
