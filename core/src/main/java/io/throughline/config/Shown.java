package io.throughline.config;

import java.util.regex.Pattern;

/** What a message shows of what a person wrote: cut and cleaned, and almost nothing where it may be a key that got into the wrong place. */
final class Shown {
    private static final int LONGEST = 32;
    private static final int LONGEST_WITH_DIGITS = 20;
    private static final int LONGEST_PATH = 200;
    private static final int KEPT = 4;
    private static final Pattern DIGIT = Pattern.compile("[0-9]");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:-]+");

    private Shown() {}

    /** Returns a key as it stands in a path: in quotes where it could be misread. */
    static String name(String name) {
        String shown = masked(name);
        return PLAIN.matcher(name).matches() ? shown : "\"" + shown + "\"";
    }

    /** Returns a value in quotes. */
    static String value(String value) {
        return "\"" + masked(value) + "\"";
    }

    /** Returns a path in quotes: whole where it has a separator, which makes it unlikely to be anything else. */
    static String path(String path) {
        return path.length() <= LONGEST_PATH && path.indexOf('/') >= 0 ? "\"" + cleaned(path) + "\"" : value(path);
    }

    private static String masked(String text) {
        boolean longAsAKey = text.length() > LONGEST
                || (text.length() >= LONGEST_WITH_DIGITS && DIGIT.matcher(text).find());
        String kept = longAsAKey ? text.substring(0, KEPT) + "…" : text;
        return cleaned(kept);
    }

    private static String cleaned(String text) {
        return text.replaceAll("[\\p{C}\"]", "?");
    }
}
