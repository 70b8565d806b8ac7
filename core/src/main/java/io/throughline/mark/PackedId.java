package io.throughline.mark;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ids in as few bytes as they need: a UUID as its 16, any other as the number that its characters write in bijective base 66, behind that number's
 * length.
 */
final class PackedId {
    /** How an id is packed. */
    enum Form {
        /** 16 bytes. */
        UUID,
        /** A length and a number. */
        TEXT;

        int code() {
            return this == UUID ? 0 : 1;
        }

        static Form of(int code) {
            return code == 0 ? UUID : TEXT;
        }
    }

    /** The most bytes that an id of 128 characters needs, its length included. */
    static final int MOST = 98;

    private static final int LONGEST = 128;
    private static final String CHARACTERS = "-.0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(CHARACTERS.length());
    private static final int UUID_LENGTH = 36;
    private static final int UUID_BYTES = 16;

    private PackedId() {}

    static boolean isId(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (CHARACTERS.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    static Form formOf(String id) {
        return uuid(id) == null ? Form.TEXT : Form.UUID;
    }

    /** Puts an id of the right form. */
    static void put(String id, ByteBuffer to) {
        UUID uuid = uuid(id);
        if (uuid != null) {
            to.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
            return;
        }
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < id.length(); i++) {
            number = number.multiply(BASE).add(BigInteger.valueOf(CHARACTERS.indexOf(id.charAt(i)) + 1L));
        }
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        to.put((byte) (bytes.length - from)).put(bytes, from, bytes.length - from);
    }

    /** Returns how many bytes the id at a place takes, -1 where there is none. */
    static int length(Form form, byte[] bytes, int at, int end) {
        int length = UUID_BYTES;
        if (form == Form.TEXT) {
            length = at < end ? 1 + (bytes[at] & 0xff) : MOST + 1;
        }
        return length <= MOST && at + length <= end ? length : -1;
    }

    /** Returns the id in so many bytes, null where they hold none. */
    static @Nullable String read(Form form, byte[] bytes, int at, int length) {
        if (form == Form.UUID) {
            ByteBuffer uuid = ByteBuffer.wrap(bytes, at, length);
            return new UUID(uuid.getLong(), uuid.getLong()).toString();
        }
        BigInteger number = new BigInteger(1, Arrays.copyOfRange(bytes, at + 1, at + length));
        StringBuilder id = new StringBuilder();
        while (number.signum() > 0 && id.length() < LONGEST) {
            BigInteger[] divided = number.subtract(BigInteger.ONE).divideAndRemainder(BASE);
            id.append(CHARACTERS.charAt(divided[1].intValue()));
            number = divided[0];
        }
        return id.isEmpty() || number.signum() > 0 ? null : id.reverse().toString();
    }

    private static @Nullable UUID uuid(String id) {
        if (id.length() != UUID_LENGTH) {
            return null;
        }
        try {
            UUID uuid = UUID.fromString(id);
            return uuid.toString().equals(id) ? uuid : null; // upper case and short groups are other ids
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
