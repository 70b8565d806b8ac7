package io.throughline.mark;

import java.util.Arrays;

/**
 * Finds the places in a body where one of our marks may begin, and allocates nothing unless there is one. Looks at two bytes in eight, see
 * {@link MarkPairs}. What it finds is looked at more closely by others.
 */
final class MarkScan {
    private static final long E2 = Strings.eight(0xE2);
    private static final long WHYOPS_SECOND = Strings.eight(0x80);
    private static final long WHYOPS_THIRD = Strings.eight(0x8B);
    private static final long SECOND = Strings.eight(0x81);
    private static final long THIRD = Strings.eight(0xA0);
    private static final long THIRD_MASK = Strings.eight(0xF8);
    private static final long LETTERS = Strings.eight('u');
    private static final long TWOS = Strings.eight('2');
    private static final int[] NONE = {};

    private final byte[] body;
    private final MarkPairs pairs;
    private int[] blocks = NONE;
    private int blockCount;
    private boolean stamps;

    /**
     * Scans.
     *
     * @param body JSON
     * @param pairs what to look for
     */
    MarkScan(byte[] body, MarkPairs pairs) {
        this.body = body;
        this.pairs = pairs;
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
        MarkPairs known = pairs;
        int step = known.step();
        int last = bytes.length - 2;
        for (int at = 0; at <= last; at += step) {
            int kinds = known.kinds(Strings.pair(bytes, at));
            if (kinds != 0) {
                look(kinds, at);
            }
        }
    }

    private void look(int kinds, int at) {
        if ((kinds & MarkPairs.BLOCK) != 0 && mayBegin(at)) {
            for (int i = Math.max(0, at - MarkPairs.FARTHEST); i <= at; i++) {
                lookAt(i);
            }
        }
        if ((kinds & MarkPairs.STAMP) != 0 && !stamps) {
            stamps = pairs.isStamp(body, at);
        }
    }

    /**
     * Returns whether one of the sixteen bytes up to a place may begin a block: E2 80 8B, E2 81 A3 and its neighbours, or u with 2 behind it. Without
     * the third byte, the look at Chinese with its quotation marks took more than twice as long.
     */
    private boolean mayBegin(int at) {
        int from = at - MarkPairs.FARTHEST;
        return from < 0 || at + 3 > body.length || begins(from) || begins(from + 8);
    }

    private boolean begins(int from) {
        long first = Strings.word(body, from) ^ E2;
        long second = Strings.word(body, from + 1);
        long third = Strings.word(body, from + 2);
        long whyOps = first | (second ^ WHYOPS_SECOND) | (third ^ WHYOPS_THIRD);
        long ours = first | (second ^ SECOND) | ((third & THIRD_MASK) ^ THIRD);
        long escape = (second ^ LETTERS) | (third ^ TWOS);
        return (Strings.has(whyOps, 0) | Strings.has(ours, 0) | Strings.has(escape, 0)) != 0;
    }

    private void lookAt(int at) {
        if (body[at] == (byte) 0xE2) {
            lookAtCharacter(at);
        } else if (body[at] == '\\') {
            lookAtEscape(at);
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
