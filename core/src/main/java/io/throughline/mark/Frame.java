package io.throughline.mark;

import java.nio.charset.StandardCharsets;

/** One event of a stream, with its framing: the lines up to the blank one that ends it. */
final class Frame {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private boolean named;
    private int dataLines;
    private int dataStart;
    private int dataEnd;

    Frame(byte[] bytes) {
        this.bytes = bytes;
        boolean marked = bytes.length > 2 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB;
        int start = marked ? 3 : 0;
        while (start < bytes.length) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
                end++;
            }
            line(start, end);
            start = end + 1;
        }
    }

    byte[] bytes() {
        return bytes;
    }

    /** Returns whether there is anything but comments and fields that tell nothing. */
    boolean isEvent() {
        return dataLines > 0;
    }

    /** Returns whether its data stands in one line, so that it can be edited in place. */
    boolean isEditable() {
        return dataLines == 1;
    }

    boolean isDone() {
        int length = dataEnd - dataStart;
        return dataLines == 1
                && length >= DONE.length
                && java.util.Arrays.equals(bytes, dataStart, dataStart + DONE.length, DONE, 0, DONE.length);
    }

    JsonCursor json() {
        return new JsonCursor(bytes, dataStart, dataEnd);
    }

    /** Returns another event framed like this one. */
    byte[] another(String name, String data) {
        String end = lineEnd();
        String event = named ? "event: " + name + end : "";
        return (event + "data: " + data + end + end).getBytes(StandardCharsets.UTF_8);
    }

    private String lineEnd() {
        int last = bytes.length - 1;
        if (bytes[last] == '\r') {
            return "\r";
        }
        return last > 0 && bytes[last - 1] == '\r' ? "\r\n" : "\n";
    }

    private void line(int start, int end) {
        if (begins(start, end, "data")) {
            dataLines++;
            dataStart = Math.min(end, start + "data:".length());
            dataStart += dataStart < end && bytes[dataStart] == ' ' ? 1 : 0;
            dataEnd = end;
        } else if (begins(start, end, "event")) {
            named = true;
        }
    }

    private boolean begins(int start, int end, String field) {
        int length = field.length();
        if (end - start < length || (end - start > length && bytes[start + length] != ':')) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[start + i] != field.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
