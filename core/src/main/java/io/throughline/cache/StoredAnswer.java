package io.throughline.cache;

import io.throughline.Body;
import io.throughline.dialect.UsageConvention;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;

/**
 * An answer as it is kept: whole, in the client's dialect, without what Throughline adds.
 *
 * @param body the body, JSON in UTF-8
 * @param convention how tokens are counted in it
 * @param at when it was given
 */
public record StoredAnswer(Body.Bytes body, UsageConvention convention, Instant at) {
    private static final String VERSION = "1";
    /** About what an answer takes in memory besides its body: the key, the entry, the objects. */
    private static final int OVERHEAD = 400;

    /** Returns about how many bytes it takes in memory, its key included. */
    public long weight() {
        return (long) body.bytes().length + OVERHEAD;
    }

    /** Returns it as bytes: a line of version, convention and time, then the body. */
    public byte[] bytes() {
        byte[] head = (VERSION + " " + convention.name() + " " + at + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + body.bytes().length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body.bytes(), 0, all, head.length, body.bytes().length);
        return all;
    }

    /**
     * Reads what {@link #bytes} made.
     *
     * @throws IOException where the bytes are of another version, or of nobody
     */
    public static StoredAnswer of(byte[] bytes) throws IOException {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        String[] head = new String(bytes, 0, end, StandardCharsets.US_ASCII).split(" ", 4);
        if (head.length != 3 || !head[0].equals(VERSION) || end == bytes.length) {
            throw new IOException("no answer of this version");
        }
        try {
            byte[] body = Arrays.copyOfRange(bytes, end + 1, bytes.length);
            return new StoredAnswer(new Body.Bytes(body), UsageConvention.valueOf(head[1]), Instant.parse(head[2]));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new IOException("no answer of this version", e);
        }
    }
}
