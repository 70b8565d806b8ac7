package io.throughline.dialect.converse;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which version of Claude a model is, by its id: {@code claude-3-7-sonnet-…}, {@code claude-opus-4-6-…}. One that nobody can tell counts as the newest.
 *
 * @param number 100 times the major version and the minor one
 */
record ClaudeVersion(int number) {
    private static final Pattern FORM =
            Pattern.compile("claude-(?:[a-z]+-)?(\\d{1,2})(?!\\d)(?:[-.](\\d{1,2})(?!\\d))?");
    private static final int NEWEST = 9999;
    private static final int FIRST_TO_THINK = 307;
    private static final int FIRST_WITH_SCHEMAS = 405;
    private static final int FIRST_ADAPTIVE = 406;
    private static final int FIRST_WITHOUT_BUDGET = 407;

    static ClaudeVersion of(String model) {
        Matcher found = FORM.matcher(model);
        if (!found.find()) {
            return new ClaudeVersion(NEWEST);
        }
        int minor = found.group(2) == null ? 0 : Integer.parseInt(found.group(2));
        return new ClaudeVersion(Integer.parseInt(found.group(1)) * 100 + minor);
    }

    /** Returns whether it holds its answers to a schema. */
    boolean takesSchemas() {
        return number >= FIRST_WITH_SCHEMAS;
    }

    boolean thinks() {
        return number >= FIRST_TO_THINK;
    }

    /** Returns whether it decides itself how much to think, and takes an effort. */
    boolean isAdaptive() {
        return number >= FIRST_ADAPTIVE;
    }

    /** Returns whether it takes a budget of tokens to think with. */
    boolean hasBudget() {
        return number < FIRST_WITHOUT_BUDGET;
    }
}
