package io.throughline.sink.sqlite;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A record's JSON as it is kept: a long one deflated (RFC 1951), a short one as it is, since what deflating takes off it is worth less than its time.
 *
 * @param length how many bytes the text has
 * @param kept the bytes kept: the text's own where there are as many
 */
@SuppressWarnings("ArrayRecordComponent") // handed on to the database, compared by no one
record KeptJson(int length, byte[] kept) {
    private static final int SHORT = 8 << 10;

    static KeptJson of(byte[] json) {
        byte[] deflated = json.length < SHORT ? json : deflated(json);
        return new KeptJson(json.length, deflated.length < json.length ? deflated : json);
    }

    private static byte[] deflated(byte[] json) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(json);
            deflater.finish();
            byte[] out = new byte[json.length / 2 + 64];
            int length = 0;
            while (!deflater.finished()) {
                if (length == out.length) {
                    out = Arrays.copyOf(out, out.length * 2);
                }
                length += deflater.deflate(out, length, out.length - length);
            }
            return Arrays.copyOf(out, length);
        } finally {
            deflater.end();
        }
    }

    String text() throws SQLException {
        return new String(kept.length == length ? kept : inflated(), StandardCharsets.UTF_8);
    }

    private byte[] inflated() throws SQLException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(kept);
            byte[] out = new byte[length];
            int read = 0;
            while (read < length) {
                int more = inflater.inflate(out, read, length - read);
                if (more == 0) {
                    throw new SQLException("a record's text is cut off");
                }
                read += more;
            }
            return out;
        } catch (DataFormatException e) {
            throw new SQLException("a record's text is damaged", e);
        } finally {
            inflater.end();
        }
    }
}
