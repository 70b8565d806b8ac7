package io.throughline.mark;

import java.util.Arrays;

/**
 * Finds the places in a body where one of our marks may begin, eight bytes at a time, and allocates nothing unless there is one. What it finds is
 * looked at more closely by others.
 */
final class MarkScan {
    private static final long E2 = Strings.eight(0xE2);
    private static final long BACKSLASHES = Strings.eight('\\');
    private static final int[] NONE = {};

    private final byte[] body;
    private final byte[] field;
    private final long fieldStarts;
    private int[] blocks = NONE;
    private int blockCount;
    private boolean stamps;

    /**
     * Scans.
     *
     * @param body JSON
     * @param field the name of the stamp's field
     */
    MarkScan(byte[] body, byte[] field) {
        this.body = body;
        this.field = field;
        this.fieldStarts = Strings.eight(field[0]);
        scan();
    }

    boolean isClean() {
        return blockCount == 0 && !stamps;
    }

    int blockCount() {
        return blockCount;
    }

    int block(int number) {
        return blocks[number];
    }

    boolean hasStamps() {
        return stamps;
    }

    private void scan() {
        byte[] bytes = body;
        int length = bytes.length;
        int at = 0;
        for (; at + 8 <= length; at += 8) {
            long word = Strings.word(bytes, at);
            long found = Strings.has(word, E2) | Strings.has(word, BACKSLASHES) | Strings.has(word, fieldStarts);
            if (found != 0) {
                look(at + Strings.first(found), at + 8);
            }
        }
        look(at, length);
    }

    private void look(int from, int to) {
        for (int i = from; i < to; i++) {
            byte octet = body[i];
            if (octet == (byte) 0xE2) {
                lookAtCharacter(i);
            } else if (octet == '\\') {
                lookAtEscape(i);
            }
            if (octet == field[0] && !stamps) {
                stamps = i + field.length <= body.length
                        && Arrays.equals(body, i, i + field.length, field, 0, field.length);
            }
        }
    }

    private void lookAtCharacter(int at) {
        if (at + 2 >= body.length) {
            return;
        }
        int second = body[at + 1] & 0xff;
        int third = body[at + 2] & 0xff;
        if ((second == 0x81 && (third == 0xA3 || third == 0xA4)) || (second == 0x80 && third == 0x8B)) {
            add(at);
        }
    }

    private void lookAtEscape(int at) {
        boolean candidate = at + 5 < body.length && body[at + 1] == 'u' && body[at + 2] == '2' && body[at + 3] == '0';
        if (!candidate) {
            return;
        }
        int unit = CodePoints.unit(body, at, body.length);
        if ((unit == WhyOpsBlock.START || Selectors.begins(unit)) && Escapes.begin(body, at)) {
            add(at);
        }
    }

    private void add(int at) {
        if (blockCount == blocks.length) {
            blocks = Arrays.copyOf(blocks, Math.max(16, 2 * blockCount));
        }
        blocks[blockCount++] = at;
    }
}
