package io.throughline.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads lines of JSON out of bytes that come in pieces of any size, and tells each as an event without a name.
 *
 * <p>Lines end with LF or CRLF; blank ones and a byte order mark at the start are passed over. Made for one stream; used by one thread at a time.
 */
public final class NdjsonReader implements FrameReader {
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final SseReader.Listener listener;
    private final int maxLineBytes;

    /** A line of which only the beginning has come. */
    private final ByteStore line = new ByteStore();

    private boolean firstLine = true;
    /** Whether the line that is coming has grown over the limit. */
    private boolean tooLarge;

    private long skipped;

    /**
     * Makes a reader.
     *
     * @param maxLineBytes how large a line may be; a larger one is passed over and counted
     * @param listener told of each line
     */
    public NdjsonReader(int maxLineBytes, SseReader.Listener listener) {
        this.maxLineBytes = maxLineBytes;
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

    @Override
    public void finish() {
        endLine();
    }

    @Override
    public long skipped() {
        return skipped;
    }

    private void feed(byte[] bytes, int from, int to) {
        int start = from;
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\n') {
                keep(bytes, start, at);
                endLine();
                start = at + 1;
            }
        }
        keep(bytes, start, to);
    }

    private void keep(byte[] bytes, int start, int end) {
        if (tooLarge || start == end) {
            return;
        }
        if ((long) line.size() + end - start > maxLineBytes) {
            tooLarge = true;
            skipped++;
            line.clear();
        } else {
            line.append(bytes, start, end);
        }
    }

    private void endLine() {
        int start = firstLine && startsWithMark() ? MARK.length : 0;
        int end = line.size();
        while (end > start && isBlank(line.array()[end - 1])) {
            end--;
        }
        byte[] told = Arrays.copyOfRange(line.array(), start, end);
        firstLine = false;
        tooLarge = false;
        line.clear();
        if (told.length > 0) {
            listener.event(null, told);
        }
    }

    private boolean startsWithMark() {
        return line.size() >= MARK.length && Arrays.equals(line.array(), 0, MARK.length, MARK, 0, MARK.length);
    }

    private static boolean isBlank(byte octet) {
        return octet == '\r' || octet == ' ' || octet == '\t';
    }
}
