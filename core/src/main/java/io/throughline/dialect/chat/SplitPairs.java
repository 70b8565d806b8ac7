package io.throughline.dialect.chat;

import java.util.HashMap;
import java.util.Map;

/** Keeps back half a character, where a provider has cut one in two, until the other half comes. */
final class SplitPairs {
    private static final String REPLACEMENT = "\uFFFD";

    private final Map<Integer, String> halves = new HashMap<>(1);

    /** Returns what of a block's text may be told by now. */
    String take(int block, String text) {
        String half = halves.remove(block);
        String all = half == null ? text : half + text;
        int last = all.length() - 1;
        if (last < 0 || !Character.isHighSurrogate(all.charAt(last))) {
            return all;
        }
        halves.put(block, all.substring(last));
        return all.substring(0, last);
    }

    /** Returns what is left of a block's text: nothing, or what stands for half a character. */
    String rest(int block) {
        return halves.remove(block) == null ? "" : REPLACEMENT;
    }
}
