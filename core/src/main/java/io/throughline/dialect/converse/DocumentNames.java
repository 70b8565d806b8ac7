package io.throughline.dialect.converse;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of documents as Bedrock takes them: letters, digits, hyphens, brackets and single spaces, each name once in a request. */
final class DocumentNames {
    private static final Pattern ENDING = Pattern.compile("\\.[A-Za-z0-9]{1,5}$");
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9 \\-()\\[\\]]+");
    private static final Pattern SPACES = Pattern.compile(" {2,}");
    private static final int LONGEST = 180;

    private final Set<String> given = new HashSet<>();

    String next(Optional<String> wanted) {
        String plain = wanted.map(DocumentNames::plain).orElse("");
        String name = plain.isEmpty() ? "document" : plain;
        String free = name;
        for (int number = 2; !given.add(free); number++) {
            free = name + " " + number;
        }
        return free;
    }

    private static String plain(String wanted) {
        String bare = ENDING.matcher(wanted).replaceFirst("");
        String spaced = SPACES.matcher(OTHER.matcher(bare).replaceAll(" ")).replaceAll(" ");
        return spaced.strip()
                .substring(0, Math.min(spaced.strip().length(), LONGEST))
                .strip();
    }
}
