package io.throughline.mark;

/**
 * How a text ends, as far as Markdown minds what follows: the fence of a block of code, emphasis and bare links take in what stands right behind
 * them, so a signature goes on a line of its own there. A text that a program may parse gets none.
 */
final class TextEnd {
    private static final String DELICATE = "`~*_-=";
    private static final int LONGEST_LOOK = 4;

    private final Parsed parsed = new Parsed();
    private boolean any;
    private boolean link;
    private char last;
    private String tail = "";

    void take(String text) {
        if (text.isEmpty()) {
            return;
        }
        any = true;
        parsed.take(text);
        last = text.charAt(text.length() - 1);
        int word = text.length();
        while (word > 0 && !Character.isWhitespace(text.charAt(word - 1))) {
            word--;
        }
        String begun = word == 0 ? tail + text : text.substring(word);
        link = (link && word == 0) || begun.contains("://") || begun.contains("www.") || begun.contains("@");
        tail = begun.substring(Math.max(0, begun.length() - LONGEST_LOOK));
    }

    /** Returns whether a signature may stand behind the text: there is some, and none that a program may parse. */
    boolean isSigned() {
        return any && !parsed.isLikely();
    }

    /** Returns the signature as it stands behind this text, escaped for JSON. */
    String signed(String signature) {
        boolean ownLine = link || DELICATE.indexOf(last) >= 0;
        return ownLine ? "\\n" + Selectors.OWN_LINE + signature.substring(1) : signature;
    }

    static TextEnd of(String text) {
        TextEnd end = new TextEnd();
        end.take(text);
        return end;
    }
}
