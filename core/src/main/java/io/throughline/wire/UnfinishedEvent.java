package io.throughline.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** The bytes of a server-sent event whose end has not come yet. Looks at each byte once, however small the pieces are. */
final class UnfinishedEvent {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private byte last;
    private byte beforeLast;

    int size() {
        return bytes.size();
    }

    /** Returns how many bytes of {@code next} end at the last blank line in it, and so at the end of an event; 0 where there is none. */
    int wholeEvents(ByteBuffer next) {
        for (int i = next.remaining() - 1; i >= 0; i--) {
            if (isBlankLine(at(next, i - 2), at(next, i - 1), at(next, i))) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Returns the unfinished bytes with {@code end} behind them, and holds nothing any more. */
    ByteBuffer endedBy(ByteBuffer end) {
        if (bytes.size() == 0) {
            return end;
        }
        take(end);
        ByteBuffer whole = ByteBuffer.wrap(bytes.toByteArray()).asReadOnlyBuffer();
        bytes.reset();
        return whole;
    }

    /** Holds {@code more} too. */
    void take(ByteBuffer more) {
        int count = more.remaining();
        if (count == 0) {
            return;
        }
        byte[] chunk = new byte[count];
        more.get(chunk);
        bytes.write(chunk, 0, count);
        beforeLast = count > 1 ? chunk[count - 2] : last;
        last = chunk[count - 1];
    }

    private byte at(ByteBuffer next, int index) {
        if (index >= 0) {
            return next.get(next.position() + index);
        }
        if (bytes.size() < -index) {
            return 0;
        }
        return index == -1 ? last : beforeLast;
    }

    private static boolean isBlankLine(byte first, byte second, byte third) {
        if (third == '\n') {
            return second == '\n' || (second == '\r' && first == '\n');
        }
        return third == '\r' && second == '\r';
    }
}
