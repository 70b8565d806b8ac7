package io.throughline.mark;

import java.util.Arrays;

/**
 * Finds the places in a body where one of our marks may begin, eight bytes at a time, and allocates nothing unless there is one. What it finds is
 * looked at more closely by others.
 */
final class MarkScan {
    private static final long E2 = Strings.eight(0xE2);
    private static final long BACKSLASHES = Strings.eight('\\');
    private static final long LETTERS = Strings.eight('u');
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
        long starts = fieldStarts;
        int at = 0;
        for (; at + 8 <= length; at += 8) {
            long word = Strings.word(bytes, at);
            long escapes = Strings.has(word, BACKSLASHES);
            if (((word & Strings.HIGHS) | escapes | Strings.has(word, starts)) != 0) {
                lookAtWord(word, escapes, at);
            }
        }
        for (int i = Math.max(0, at - 1); i < length; i++) {
            look(i);
        }
    }

    /**
     * Looks closer where it may be worth it. Of an escaped block, each eight bytes hold a backslash and the letter behind one; so a line feed is
     * passed over, most of the time. Only a backslash that is the last of the word before may have been missed so.
     */
    private void lookAtWord(long word, long escapes, int at) {
        boolean escaped = escapes != 0 && Strings.has(word, LETTERS) != 0;
        boolean character = (word & Strings.HIGHS) != 0 && Strings.has(word, E2) != 0;
        if (escaped || character) {
            for (int i = Math.max(0, at - 1); i < at + 8; i++) {
                look(i);
            }
        } else if (!stamps && Strings.has(word, fieldStarts) != 0) {
            for (int i = at; i < at + 8; i++) {
                lookAtField(i);
            }
        }
    }

    private void look(int at) {
        byte octet = body[at];
        if (octet == (byte) 0xE2) {
            lookAtCharacter(at);
        } else if (octet == '\\') {
            lookAtEscape(at);
        }
        lookAtField(at);
    }

    private void lookAtField(int at) {
        if (!stamps && body[at] == field[0]) {
            stamps = at + field.length <= body.length
                    && Arrays.equals(body, at, at + field.length, field, 0, field.length);
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
        if (blockCount > 0 && blocks[blockCount - 1] >= at) {
            return; // looked at twice
        }
        if (blockCount == blocks.length) {
            blocks = Arrays.copyOf(blocks, Math.max(16, 2 * blockCount));
        }
        blocks[blockCount++] = at;
    }
}
