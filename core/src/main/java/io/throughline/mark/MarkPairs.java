package io.throughline.mark;

/**
 * Tells by two neighbouring bytes whether they may be from within a mark. A mark is long, so it is enough to look at two bytes in every
 * {@link #step()}: a third of the time that looking at each takes. Immutable.
 *
 * <p>A block has 15 bytes at least (what begins it and four selectors), or 9 where it is one of WhyOps. Of two samples in it that stand eight bytes
 * apart, one is known here: all pairs are, but those within what begins a block where it is escaped, and one within an escaped selector, and the two
 * never stand eight bytes apart from such a one.
 */
final class MarkPairs {
    /** Said of a pair that may stand in a block. */
    static final int BLOCK = 1;

    /** Said of a pair that may stand in a stamp's name. */
    static final int STAMP = 2;

    /** How far behind a block's beginning the first pair of it stands that is known. */
    static final int FARTHEST = 15;

    private static final int MOST_STEP = 8;
    private static final String HEX = "0123456789abcdefABCDEF";
    private static final String OFTEN_LAST = "zqxjkvbpygfwmucldrhsnioate";

    private final byte[] kinds = new byte[1 << 16];
    private final byte[] field;
    private final int[] places;

    /**
     * Makes a table.
     *
     * @param field the name of the stamps
     * @param readsWhyOps whether blocks of WhyOps count
     */
    MarkPairs(byte[] field, boolean readsWhyOps) {
        this.field = field;
        this.places = new int[Math.max(1, Math.min(MOST_STEP, Integer.highestOneBit(field.length - 1)))];
        characters();
        escapes();
        if (readsWhyOps) {
            whyOps();
        }
        stamps();
    }

    /** Returns at which distance pairs are to be looked at, from the body's beginning; a power of two. */
    int step() {
        return places.length;
    }

    /** Returns what a pair may be of: {@link #BLOCK}, {@link #STAMP}, both or nothing. The first byte stands in the lower half. */
    int kinds(short pair) {
        return kinds[pair & 0xFFFF];
    }

    /** Returns whether a stamp's name stands around such a pair. */
    boolean isStamp(byte[] body, int at) {
        for (int place : places) {
            if (isField(body, at - place)) {
                return true;
            }
        }
        return false;
    }

    private boolean isField(byte[] body, int from) {
        if (from < 0 || from + field.length > body.length) {
            return false;
        }
        int same = 0;
        while (same < field.length && body[from + same] == field[same]) {
            same++;
        }
        return same == field.length;
    }

    /** What blocks are made of, in UTF-8. */
    private void characters() {
        add(0xE2, 0x81);
        add(0x81, 0xA3, 0xA4);
        add(0xEF, 0xB8);
        add(0xB8, 0x80, 0x8F);
        add(0xF3, 0xA0);
        add(0xA0, 0x84, 0x87);
        for (int third = 0x84; third <= 0x87; third++) {
            add(third, 0x80, 0xBF);
        }
        for (int last = 0x80; last <= 0xBF; last++) {
            next(last);
        }
    }

    /** The same as \ufe0f and \udb40\udd00 are, but for the last two digits of the latter. */
    private void escapes() {
        add('\\', 'u');
        all("u", "fFdD");
        all("fF", "eE");
        all("eE", "0");
        all("0", HEX);
        all("dD", "bB");
        all("bB", "4");
        all("4", "0");
        all("dD", HEX);
        for (int i = 0; i < HEX.length(); i++) {
            next(HEX.charAt(i));
        }
    }

    /** U+200B to U+200E, all of each. */
    private void whyOps() {
        add(0xE2, 0x80);
        add(0x80, 0x8B, 0x8E);
        for (int last = 0x8B; last <= 0x8E; last++) {
            add(last, 0xE2);
            add(last, '\\');
        }
        all("u", "2");
        all("2", "0");
        all("0", "0bcdeBCDE");
        all("bcdeBCDE", "\\");
        for (char last : "bcdeBCDE".toCharArray()) {
            add(last, 0xE2);
        }
    }

    private void next(int last) {
        add(last, '\\');
        add(last, 0xEF);
        add(last, 0xF3);
    }

    /** Of the pairs of a name that the step may fall on, the rarest is enough. */
    private void stamps() {
        for (int first = 0; first < places.length; first++) {
            places[first] = first;
            for (int place = first; place + 1 < field.length; place += places.length) {
                places[first] = often(place) < often(places[first]) ? place : places[first];
            }
            int pair = places[first];
            for (int second = 0; second < 256; second++) {
                if (pair + 1 == field.length || second == (field[pair + 1] & 0xFF)) {
                    mark(field[pair] & 0xFF, second, STAMP);
                }
            }
        }
    }

    private int often(int place) {
        return OFTEN_LAST.indexOf(field[place]) + OFTEN_LAST.indexOf(field[place + 1]);
    }

    private void all(String firsts, String seconds) {
        for (int first = 0; first < firsts.length(); first++) {
            for (int second = 0; second < seconds.length(); second++) {
                add(firsts.charAt(first), seconds.charAt(second));
            }
        }
    }

    private void add(int first, int from, int to) {
        for (int second = from; second <= to; second++) {
            add(first, second);
        }
    }

    private void add(int first, int second) {
        mark(first, second, BLOCK);
    }

    private void mark(int first, int second, int kind) {
        int pair = first | (second << 8);
        kinds[pair] = (byte) (kinds[pair] | kind);
    }
}
