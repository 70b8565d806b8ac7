package io.throughline.echo;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The user's words, those that look like names first, again and again. For one answer and one thread. */
final class Words {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}'’-]{0,39}");

    private final List<String> words;
    private int next;

    private Words(List<String> words) {
        this.words = words;
    }

    static Words of(String text) {
        List<String> names = new ArrayList<>();
        List<String> others = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find() && names.size() + others.size() < 64) {
            boolean capital = Character.isUpperCase(matcher.group().codePointAt(0));
            (capital && !startsSentence(text, matcher.start()) ? names : others).add(matcher.group());
        }
        names.addAll(others);
        return new Words(names.isEmpty() ? List.of("echo") : List.copyOf(names));
    }

    String next() {
        return words.get(next++ % words.size());
    }

    private static boolean startsSentence(String text, int start) {
        String before = text.substring(0, start).stripTrailing();
        return before.isEmpty() || ".!?:\n".indexOf(before.charAt(before.length() - 1)) >= 0;
    }
}
