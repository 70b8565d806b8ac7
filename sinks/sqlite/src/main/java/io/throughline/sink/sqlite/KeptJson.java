package io.throughline.sink.sqlite;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import net.jpountz.lz4.LZ4Exception;

/**
 * A record's JSON as it is kept: as it is where packing makes it no shorter, else packed.
 *
 * @param length how many bytes the text has
 * @param coding how what is shorter than that is packed
 * @param kept the bytes kept: the text's own where there are as many
 */
@SuppressWarnings("ArrayRecordComponent") // handed on to the database, compared by no one
record KeptJson(int length, int coding, byte[] kept) {
    /** RFC 1951; before version 4 of the schema. */
    private static final int DEFLATED = 0;

    private static final int LZ4 = 1;
    /** Shorter ones are left as they are. */
    private static final int SHORT = 1 << 10;

    static KeptJson of(byte[] json) {
        byte[] packed = json.length < SHORT ? json : Lz4.fastest().packed(json);
        return new KeptJson(json.length, LZ4, packed.length < json.length ? packed : json);
    }

    String text() throws SQLException {
        return new String(kept.length == length ? kept : unpacked(), StandardCharsets.UTF_8);
    }

    private byte[] unpacked() throws SQLException {
        return switch (coding) {
            case DEFLATED -> inflated();
            case LZ4 -> {
                try {
                    yield Lz4.fastest().unpacked(kept, length);
                } catch (LZ4Exception e) {
                    throw new SQLException("a record's text is damaged", e);
                }
            }
            default -> throw new SQLException("a record's text is packed in a way that is not known: " + coding);
        };
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
