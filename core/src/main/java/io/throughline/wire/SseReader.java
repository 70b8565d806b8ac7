package io.throughline.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events out of bytes, however they are cut. Lines end in LF, CRLF or CR; a byte order mark at the start, comments and
 * unknown fields are passed over. Used by one thread at a time.
 *
 * <p>Source: WHATWG HTML, section 9.2.6, "Interpreting an event stream". One thing differs: an event that the end of the stream leaves
 * unfinished is given too, since providers leave the last blank line out.
 */
public final class SseReader {
    /** The bytes an event may have; a larger one is passed over and counted. */
    private static final int MOST_EVENT_BYTES = 16 << 20;

    private final Sink sink;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(512);
    private @Nullable String event;
    private boolean hasData;
    private boolean lastWasCr;
    private boolean first = true;
    private boolean tooLarge;
    private long skipped;

    /** Makes a reader that gives each event to {@code sink}. */
    public SseReader(Sink sink) {
        this.sink = sink;
    }

    /** Takes the next bytes. Moves the buffer's position to its end. */
    public void feed(ByteBuffer bytes) {
        if (bytes.hasArray()) {
            feed(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            bytes.position(bytes.limit());
        } else {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            feed(copy, 0, copy.length);
        }
    }

    /** Says that the stream is over. */
    public void finish() {
        if (line.size() > 0) {
            line(line.toByteArray(), 0, line.size());
            line.reset();
        }
        dispatch();
    }

    /** Returns how many events were passed over for their size. */
    public long skipped() {
        return skipped;
    }

    private void feed(byte[] bytes, int offset, int length) {
        int start = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            byte b = bytes[i];
            if (b == '\n' && lastWasCr) {
                lastWasCr = false;
                start = i + 1;
            } else if (b == '\n' || b == '\r') {
                lastWasCr = b == '\r';
                endLine(bytes, start, i - start);
                start = i + 1;
            } else {
                lastWasCr = false;
            }
        }
        hold(bytes, start, end - start);
    }

    private void endLine(byte[] bytes, int offset, int length) {
        if (line.size() == 0) {
            line(bytes, offset, length);
        } else {
            hold(bytes, offset, length);
            line(line.toByteArray(), 0, line.size());
            line.reset();
        }
    }

    private void hold(byte[] bytes, int offset, int length) {
        if (line.size() + length > MOST_EVENT_BYTES) {
            tooLarge = true;
            line.reset();
        } else {
            line.write(bytes, offset, length);
        }
    }

    private void line(byte[] bytes, int offset, int length) {
        int start = offset;
        int size = length;
        if (first) {
            first = false;
            if (size >= 3
                    && bytes[start] == (byte) 0xEF
                    && bytes[start + 1] == (byte) 0xBB
                    && bytes[start + 2] == (byte) 0xBF) {
                start += 3;
                size -= 3;
            }
        }
        if (size == 0) {
            dispatch();
            return;
        }
        int colon = start;
        while (colon < start + size && bytes[colon] != ':') {
            colon++;
        }
        int name = colon - start;
        int value = Math.min(colon + 1, start + size);
        if (value < start + size && bytes[value] == ' ') {
            value++;
        }
        if (is(bytes, start, name, "data")) {
            data(bytes, value, start + size - value);
        } else if (is(bytes, start, name, "event")) {
            event = new String(bytes, value, start + size - value, StandardCharsets.UTF_8);
        }
    }

    private void data(byte[] bytes, int offset, int length) {
        if (data.size() + (long) length > MOST_EVENT_BYTES) {
            tooLarge = true;
            data.reset();
            return;
        }
        if (hasData) {
            data.write('\n');
        }
        hasData = true;
        data.write(bytes, offset, length);
    }

    private void dispatch() {
        if (tooLarge) {
            skipped++;
        } else if (hasData) {
            sink.event(event, data.toByteArray());
        }
        data.reset();
        hasData = false;
        event = null;
        tooLarge = false;
    }

    private static boolean is(byte[] bytes, int offset, int length, String name) {
        if (length != name.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[offset + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Takes events. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes one event.
         *
         * @param event its name, null where it has none
         * @param data its data, lines joined by LF
         */
        void event(@Nullable String event, byte[] data);
    }
}
