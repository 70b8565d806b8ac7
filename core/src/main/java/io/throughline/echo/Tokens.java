package io.throughline.echo;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tokenizer. A token is up to twelve letters, marks and digits, or one other character, in both cases with the white space before it;
 * white space at the end of a text is one token more. Nothing is lost: the tokens joined are the text.
 */
final class Tokens {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*+(?:[\\p{L}\\p{M}\\p{N}]{1,12}|[^\\s\\p{L}\\p{M}\\p{N}])|\\s+");

    private Tokens() {}

    /** Returns how many tokens {@code text} has. */
    static int count(String text) {
        Matcher matcher = TOKEN.matcher(text);
        int count = 0;
        while (matcher.find()) {
            count++;
        }
        return count;
    }

    /** Returns the tokens of {@code text}. */
    static List<String> split(String text) {
        Matcher matcher = TOKEN.matcher(text);
        List<String> tokens = new ArrayList<>();
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }

    /** Returns the beginning of {@code text} on one line: at most {@code most} tokens, and an ellipsis where more followed. */
    static String gist(String text, int most) {
        String line = text.strip().replaceAll("\\s+", " ");
        Matcher matcher = TOKEN.matcher(line);
        int end = 0;
        for (int i = 0; i < most && matcher.find(); i++) {
            end = matcher.end();
        }
        return end == line.length() ? line : line.substring(0, end) + "…";
    }
}
