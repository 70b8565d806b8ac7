package io.throughline.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events out of bytes that come in pieces of any size.
 *
 * <p>Lines end with LF, CRLF or CR, also mixed; a byte order mark at the start and comment lines are passed over; an event is told as soon as its
 * blank line has come. An event that comes whole in one buffer is copied once, into the array that the listener gets. Made for one stream; used by
 * one thread at a time.
 *
 * <p>Source: the event stream grammar of the WHATWG HTML standard, section 9.2. It differs in one point: {@link #finish()} tells an event whose
 * closing blank line is missing, as some providers leave out the last one.
 */
public final class SseReader implements FrameReader {
    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
    private static final byte[] DATA = {'d', 'a', 't', 'a'};
    private static final byte[] NO_DATA = {};

    private final Listener listener;
    private final int maxEventBytes;

    /** A line of which only the beginning has come. */
    private final ByteStore line = new ByteStore();

    private final EventData data = new EventData();

    private @Nullable String name;
    private boolean firstLine = true;
    private boolean afterCr;
    /** Whether the event that is coming has grown over the limit. */
    private boolean tooLarge;
    /** Whether the line that is coming, of an event over the limit, has any byte. */
    private boolean lineBegun;

    private long skipped;

    /**
     * Makes a reader.
     *
     * @param maxEventBytes how large an event's lines may be together; a larger one is passed over and counted
     * @param listener told of each event
     */
    public SseReader(int maxEventBytes, Listener listener) {
        this.maxEventBytes = maxEventBytes;
        this.listener = listener;
    }

    @Override
    public void feed(ByteBuffer bytes) {
        if (bytes.hasArray()) {
            int start = bytes.arrayOffset() + bytes.position();
            feed(bytes.array(), start, start + bytes.remaining());
        } else {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            feed(copy, 0, copy.length);
        }
    }

    /** Tells an event that lacks its blank line, and drops what is left. To be called once, at the end of the stream. */
    @Override
    public void finish() {
        if (!line.isEmpty()) {
            endLine(line.array(), 0, line.size());
            line.clear();
        }
        endEvent();
    }

    @Override
    public long skipped() {
        return skipped;
    }

    private void feed(byte[] bytes, int from, int to) {
        int at = from;
        if (afterCr && at < to) {
            afterCr = false;
            at += bytes[at] == '\n' ? 1 : 0;
        }
        int start = at;
        while (at < to) {
            byte octet = bytes[at++];
            if (octet == '\n' || octet == '\r') {
                completeLine(bytes, start, at - 1);
                if (octet == '\r' && at == to) {
                    afterCr = true;
                } else if (octet == '\r' && bytes[at] == '\n') {
                    at++;
                }
                start = at;
            }
        }
        keepBeginning(bytes, start, to);
        data.takeIn();
    }

    private void completeLine(byte[] bytes, int start, int end) {
        if (tooLarge) {
            skipLine(start < end);
        } else if (!fits(end - start)) {
            giveUp(false);
        } else if (line.isEmpty()) {
            endLine(bytes, start, end);
        } else {
            line.append(bytes, start, end);
            endLine(line.array(), 0, line.size());
            // the event's data may lie in the store: it is taken out before the store is used again
            data.takeIn();
            line.clear();
        }
    }

    private void keepBeginning(byte[] bytes, int start, int end) {
        if (start == end) {
            return;
        }
        if (tooLarge) {
            lineBegun = true;
        } else if (fits(end - start)) {
            line.append(bytes, start, end);
        } else {
            giveUp(true);
        }
    }

    private void endLine(byte[] bytes, int lineStart, int end) {
        int start = lineStart;
        if (firstLine) {
            firstLine = false;
            start = afterByteOrderMark(bytes, start, end);
        }
        if (start == end) {
            endEvent();
            return;
        }
        int colon = start;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, end);
        if (value < end && bytes[value] == ' ') {
            value++;
        }
        if (Arrays.equals(bytes, start, colon, DATA, 0, DATA.length)) {
            data.addLine(bytes, value, end);
        } else if (Arrays.equals(bytes, start, colon, EVENT, 0, EVENT.length)) {
            name = value == end ? null : new String(bytes, value, end - value, StandardCharsets.UTF_8);
        }
    }

    private void endEvent() {
        String told = name;
        boolean isEvent = data.hasLines();
        byte[] whole = isEvent ? data.toBytes() : NO_DATA;
        forget();
        if (isEvent) {
            listener.event(told, whole);
        }
    }

    private void skipLine(boolean hasBytes) {
        if (!hasBytes && !lineBegun) {
            tooLarge = false;
        }
        lineBegun = false;
    }

    private void giveUp(boolean inLine) {
        skipped++;
        tooLarge = true;
        lineBegun = inLine;
        firstLine = false;
        line.clear();
        forget();
    }

    private void forget() {
        name = null;
        data.clear();
    }

    private boolean fits(int more) {
        return (long) data.size() + line.size() + more <= maxEventBytes;
    }

    private static int afterByteOrderMark(byte[] bytes, int start, int end) {
        boolean marked = end - start >= 3
                && bytes[start] == (byte) 0xEF
                && bytes[start + 1] == (byte) 0xBB
                && bytes[start + 2] == (byte) 0xBF;
        return marked ? start + 3 : start;
    }

    /** Told of events, in order. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Takes one event.
         *
         * @param name the event's name, null where it has none
         * @param data its data, UTF-8, lines joined by LF; the listener's to keep
         */
        void event(@Nullable String name, byte[] data);
    }
}
