package io.throughline.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Reads frames of AWS's binary event stream ({@code application/vnd.amazon.eventstream}) out of bytes that come in pieces of any size.
 *
 * <p>A frame is told as an event: its name is {@code :event-type}; that of an exception is {@value #EXCEPTION} and {@code :exception-type}, that of
 * an error {@value #ERROR} and {@code :error-code}, with {@code {"message":…}} as its data. A frame whose checksum or lengths are wrong ends the
 * reading, as nobody knows where the next one begins. Made for one stream; used by one thread at a time.
 *
 * <p>Source of the form: the event stream encoding of the AWS SDKs and of Amazon Transcribe's guide: total length, length of the headers and their
 * CRC-32, headers, payload, CRC-32 of all; numbers big-endian.
 */
public final class EventStreamReader {
    /** How large a frame may be by the protocol, 16 MiB. */
    public static final int MAX_FRAME = 16 * 1024 * 1024;

    /** What the name of an exception begins with. */
    public static final String EXCEPTION = "exception:";

    /** What the name of an error begins with. */
    public static final String ERROR = "error:";

    static final int PRELUDE = 12;
    static final int CHECKSUM = 4;
    private static final int MAX_HEADERS = 128 * 1024;

    private final SseReader.Listener listener;
    private final int maxFrameBytes;
    /** A frame of which only the beginning has come. */
    private final ByteStore begun = new ByteStore();

    private boolean broken;

    /**
     * Makes a reader.
     *
     * @param maxFrameBytes how large a frame may be, {@link #MAX_FRAME} or less
     * @param listener told of each frame
     */
    public EventStreamReader(int maxFrameBytes, SseReader.Listener listener) {
        this.maxFrameBytes = Math.min(maxFrameBytes, MAX_FRAME);
        this.listener = listener;
    }

    /**
     * Reads all of the buffer's remaining bytes; its position stays. Each frame that ends in them is told before this returns.
     *
     * @throws IOException where a frame can't be read; what follows is passed over
     */
    public void feed(ByteBuffer bytes) throws IOException {
        if (broken) {
            return;
        }
        byte[] source = new byte[bytes.remaining()];
        bytes.duplicate().get(source);
        try {
            feed(source);
        } catch (IOException malformed) {
            broken = true;
            begun.clear();
            throw malformed;
        }
    }

    /**
     * Says that the stream has ended.
     *
     * @throws IOException where it ended within a frame
     */
    public void finish() throws IOException {
        boolean cut = !begun.isEmpty();
        begun.clear();
        if (cut) {
            broken = true;
            throw new IOException("the event stream ended within a frame");
        }
    }

    private void feed(byte[] source) throws IOException {
        int at = 0;
        while (at < source.length) {
            if (begun.isEmpty()) {
                int length = lengthAt(source, at, source.length);
                if (length > 0 && length <= source.length - at) {
                    tell(source, at, length);
                    at += length;
                    continue;
                }
            }
            at += keep(source, at);
        }
    }

    /** Keeps bytes of a frame of which not all are there, as many as belong to it, and tells it where they end it. */
    private int keep(byte[] source, int at) throws IOException {
        int needed = begun.size() < PRELUDE ? PRELUDE : lengthAt(begun.array(), 0, begun.size());
        int count = Math.min(needed - begun.size(), source.length - at);
        begun.append(source, at, at + count);
        int length = lengthAt(begun.array(), 0, begun.size());
        if (length == begun.size()) {
            tell(begun.array(), 0, length);
            begun.clear();
        }
        return count;
    }

    /** Returns how long the frame is that begins there, 0 where its prelude is not all there. */
    private int lengthAt(byte[] bytes, int at, int end) throws IOException {
        if (end - at < PRELUDE) {
            return 0;
        }
        ByteBuffer prelude = ByteBuffer.wrap(bytes, at, PRELUDE);
        long total = Integer.toUnsignedLong(prelude.getInt());
        long headers = Integer.toUnsignedLong(prelude.getInt());
        if (checksum(bytes, at, PRELUDE - CHECKSUM) != prelude.getInt()) {
            throw new IOException("a frame's prelude has a wrong checksum");
        }
        if (total > maxFrameBytes) {
            throw new IOException("a frame is larger than " + maxFrameBytes + " bytes");
        }
        if (headers > MAX_HEADERS || total < PRELUDE + headers + CHECKSUM) {
            throw new IOException("a frame's lengths do not match");
        }
        return (int) total;
    }

    private void tell(byte[] bytes, int at, int length) throws IOException {
        int end = at + length - CHECKSUM;
        if (checksum(bytes, at, length - CHECKSUM)
                != ByteBuffer.wrap(bytes, end, CHECKSUM).getInt()) {
            throw new IOException("a frame has a wrong checksum");
        }
        int headers = ByteBuffer.wrap(bytes, at + 4, 4).getInt();
        int payload = at + PRELUDE + headers;
        FrameHeaders told = FrameHeaders.read(ByteBuffer.wrap(bytes, at + PRELUDE, headers));
        byte[] data = Arrays.copyOfRange(bytes, payload, end);
        listener.event(told.name(), told.isError() ? told.errorBody() : data);
    }

    private static int checksum(byte[] bytes, int at, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, at, length);
        return (int) checksum.getValue();
    }
}
