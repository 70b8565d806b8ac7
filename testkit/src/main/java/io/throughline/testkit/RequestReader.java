package io.throughline.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads HTTP/1.1 requests out of what a connection received, keeping what comes behind a request for the next. */
final class RequestReader {
    private byte[] received = new byte[0];

    void add(ByteBuffer bytes) {
        int length = received.length;
        received = Arrays.copyOf(received, length + bytes.remaining());
        bytes.get(received, length, bytes.remaining());
    }

    /** Returns the next request, or null while it is not all there. */
    @Nullable
    ReceivedRequest next(int connection) {
        int headEnd = find("\r\n\r\n", 0);
        if (headEnd < 0) {
            return null;
        }
        List<String> lines = List.of(new String(received, 0, headEnd, StandardCharsets.ISO_8859_1).split("\r\n"));
        List<String> headers = lines.subList(1, lines.size());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int end = readBody(headers, headEnd + 4, body);
        if (end < 0) {
            return null;
        }
        received = Arrays.copyOfRange(received, end, received.length);
        return new ReceivedRequest(lines.get(0), headers, body.toByteArray(), connection);
    }

    private int readBody(List<String> headers, int start, ByteArrayOutputStream body) {
        long length = 0;
        for (String header : headers) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("transfer-encoding:") && lower.endsWith("chunked")) {
                return readChunks(start, body);
            }
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(
                        lower.substring("content-length:".length()).trim());
            }
        }
        if (received.length - start < length) {
            return -1;
        }
        body.write(received, start, (int) length);
        return start + (int) length;
    }

    private int readChunks(int start, ByteArrayOutputStream body) {
        int at = start;
        while (true) {
            int lineEnd = find("\r\n", at);
            if (lineEnd < 0) {
                return -1;
            }
            int size = Integer.parseInt(new String(received, at, lineEnd - at, StandardCharsets.ISO_8859_1).trim(), 16);
            int next = lineEnd + 2 + size + 2;
            if (received.length < next) {
                return -1;
            }
            if (size == 0) {
                return next;
            }
            body.write(received, lineEnd + 2, size);
            at = next;
        }
    }

    private int find(String text, int from) {
        byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = from; i + wanted.length <= received.length; i++) {
            if (Arrays.equals(received, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
