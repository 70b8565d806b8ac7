package io.throughline.sink.sqlite;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Writes a {@link Position} as an opaque text that is good for one query of one tenant, and reads it back.
 *
 * <p>The text has a checksum over the query, so a damaged or borrowed one is told from a good one. It is no secret and guards nothing:
 * every query names the tenant anyway.
 */
final class Cursor {
    private static final byte VERSION = 1;
    private static final int SUM = 8;

    private final List<String> query;

    /** Creates the cursors of a query, of which {@code query} is all that tells it from another. */
    Cursor(String... query) {
        this.query = List.of(query);
    }

    String encode(Position position) {
        byte[] id = position.id().getBytes(StandardCharsets.UTF_8);
        byte[] place = ByteBuffer.allocate(1 + Long.BYTES + id.length)
                .put(VERSION)
                .putLong(position.nanos())
                .put(id)
                .array();
        byte[] all = ByteBuffer.allocate(SUM + place.length)
                .put(sum(place))
                .put(place)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    Position decode(String text) {
        byte[] all = bytes(text);
        if (all.length < SUM + 1 + Long.BYTES) {
            throw wrong();
        }
        byte[] place = Arrays.copyOfRange(all, SUM, all.length);
        if (place[0] != VERSION || !Arrays.equals(sum(place), Arrays.copyOf(all, SUM))) {
            throw wrong();
        }
        ByteBuffer fields = ByteBuffer.wrap(place, 1, place.length - 1);
        long nanos = fields.getLong();
        return new Position(nanos, StandardCharsets.UTF_8.decode(fields).toString());
    }

    private static byte[] bytes(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
    }

    private byte[] sum(byte[] place) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : query) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                digest.update(bytes);
            }
            return Arrays.copyOf(digest.digest(place), SUM);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "cursor is not one that this list gave: send back \"next_cursor\" of the page before, with the same filters");
    }
}
