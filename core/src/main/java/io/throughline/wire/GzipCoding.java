package io.throughline.wire;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** The gzip coding, RFC 1952, member by member. Checksums are not compared: an observer takes what there is. */
final class GzipCoding implements Coding {
    private static final int FIXED_HEADER = 10;
    private static final int TRAILER = 8;
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private final Inflation inflation = Inflation.ofRaw();
    private Part part = Part.FIXED_HEADER;
    /** How many bytes of the part have come. */
    private int come;

    private int flags;
    private int extraLength;
    private boolean firstMember = true;

    @Override
    public void feed(ByteBuffer bytes, Output out) throws DataFormatException {
        while (bytes.hasRemaining()) {
            switch (part) {
                case DATA -> {
                    if (inflation.feed(bytes, out)) {
                        go(Part.TRAILER);
                    }
                }
                case PADDING -> bytes.position(bytes.limit());
                default -> header(bytes.get() & 0xFF);
            }
        }
    }

    @Override
    public void close() {
        inflation.close();
    }

    private void header(int octet) throws DataFormatException {
        come++;
        switch (part) {
            case FIXED_HEADER -> fixedHeader(octet);
            case EXTRA_LENGTH -> {
                extraLength |= octet << (8 * (come - 1));
                if (come == 2) {
                    go(extraLength > 0 ? Part.EXTRA : afterExtra());
                }
            }
            case EXTRA -> goWhen(come == extraLength, afterExtra());
            case NAME -> goWhen(octet == 0, afterName());
            case COMMENT -> goWhen(octet == 0, afterComment());
            case CHECKSUM -> goWhen(come == 2, Part.DATA);
            case TRAILER -> {
                if (come == TRAILER) {
                    firstMember = false;
                    inflation.restart();
                    go(Part.FIXED_HEADER);
                }
            }
            case DATA, PADDING -> throw new IllegalStateException("not a part of a header");
        }
    }

    private void fixedHeader(int octet) throws DataFormatException {
        boolean fits = switch (come) {
            case 1 -> octet == 0x1F;
            case 2 -> octet == 0x8B;
            case 3 -> octet == 8;
            default -> true;
        };
        if (!fits && firstMember) {
            throw new DataFormatException("no gzip header");
        }
        if (!fits) {
            // what follows the last member and is no member is padding, as gzip itself sees it
            go(Part.PADDING);
        } else if (come == 4) {
            flags = octet;
        } else if (come == FIXED_HEADER) {
            extraLength = 0;
            go((flags & HAS_EXTRA) != 0 ? Part.EXTRA_LENGTH : afterExtra());
        }
    }

    private Part afterExtra() {
        return (flags & HAS_NAME) != 0 ? Part.NAME : afterName();
    }

    private Part afterName() {
        return (flags & HAS_COMMENT) != 0 ? Part.COMMENT : afterComment();
    }

    private Part afterComment() {
        return (flags & HAS_CHECKSUM) != 0 ? Part.CHECKSUM : Part.DATA;
    }

    private void goWhen(boolean complete, Part next) {
        if (complete) {
            go(next);
        }
    }

    private void go(Part next) {
        part = next;
        come = 0;
    }

    private enum Part {
        FIXED_HEADER,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        CHECKSUM,
        DATA,
        TRAILER,
        PADDING
    }
}
