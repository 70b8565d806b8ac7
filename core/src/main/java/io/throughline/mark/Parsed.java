package io.throughline.mark;

/**
 * Whether a text looks like one that a program parses, though nobody asked for JSON: it begins with a brace or a bracket, or all of it is one
 * fenced block, of which programs cut off the fences.
 */
final class Parsed {
    private static final String FENCE = "```";
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private String begin = "";
    private String end = "";
    private boolean blankEnd;

    void take(String text) {
        for (int at = 0; at < text.length() && begin.length() < FENCE.length(); at++) {
            char next = text.charAt(at);
            if (!begin.isEmpty() || !(Character.isWhitespace(next) || next == BYTE_ORDER_MARK)) {
                begin += next;
            }
        }
        String told = text.stripTrailing();
        if (!told.isEmpty()) {
            String all = blankEnd ? told : end + told;
            end = all.substring(Math.max(0, all.length() - FENCE.length()));
        }
        blankEnd = told.length() < text.length();
    }

    boolean isLikely() {
        boolean json = !begin.isEmpty() && (begin.charAt(0) == '{' || begin.charAt(0) == '[');
        return json || (begin.equals(FENCE) && end.equals(FENCE));
    }
}
