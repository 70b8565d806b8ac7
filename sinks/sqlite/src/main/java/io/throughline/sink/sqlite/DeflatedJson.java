package io.throughline.sink.sqlite;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A record's JSON as it is kept: deflated, without a header.
 *
 * @param length how many bytes the text has
 * @param deflated the bytes kept
 */
@SuppressWarnings("ArrayRecordComponent") // handed on to the database, compared by no one
record DeflatedJson(int length, byte[] deflated) {
    static DeflatedJson of(byte[] json) {
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
            return new DeflatedJson(json.length, Arrays.copyOf(out, length));
        } finally {
            deflater.end();
        }
    }

    String inflate() throws SQLException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(deflated);
            byte[] out = new byte[length];
            int read = 0;
            while (read < length) {
                int more = inflater.inflate(out, read, length - read);
                if (more == 0) {
                    throw new SQLException("a record's text is cut off");
                }
                read += more;
            }
            return new String(out, StandardCharsets.UTF_8);
        } catch (DataFormatException e) {
            throw new SQLException("a record's text is damaged", e);
        } finally {
            inflater.end();
        }
    }
}
