package io.throughline.junit;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes credentials and ids of organisations and users out of text. What is taken out becomes as many asterisks, so that nothing moves: a body keeps its
 * length and its chunks their boundaries.
 */
final class Masking {
    /** The last group of each, else all of it, is taken out. */
    private static final List<Pattern> SECRETS = List.of(
            Pattern.compile("\\b(?:sk|pk|rk|gsk|xai|csk|fw|hf|r8|nvapi|pplx|tgp_v1)[-_][A-Za-z0-9_*-]{12,}"),
            Pattern.compile("\\b(?:org|proj|user|acct)[-_][A-Za-z0-9]{12,}"),
            Pattern.compile("\\bAIza[A-Za-z0-9_-]{20,}"),
            Pattern.compile("\\b(?:AKIA|ASIA)[A-Z0-9]{12,}"),
            Pattern.compile("\\bya29\\.[A-Za-z0-9_-]{10,}"),
            Pattern.compile("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+"),
            Pattern.compile("(?i)\\bBearer\\s+([A-Za-z0-9._~+/=-]{8,})"),
            Pattern.compile(
                    "(?i)\"(?:api[_-]?key|authorization|organi[sz]ation(?:_?id)?|org_?id|account_?id|project_?id|user_?id|"
                            + "safety_identifier|prompt_cache_key|set-cookie|cookie)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)+)\""));

    private Masking() {}

    /**
     * Returns the bytes without secrets; as many as there were.
     *
     * @param known secrets that are known to be some
     */
    static byte[] masked(byte[] bytes, Collection<String> known) {
        // one character a byte: places in the text are places in the bytes
        return masked(new String(bytes, StandardCharsets.ISO_8859_1), known).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the text without secrets, as long as it was. */
    static String masked(String text, Collection<String> known) {
        String masked = text;
        for (String secret : known) {
            masked = masked.replace(secret, "*".repeat(secret.length()));
        }
        for (Pattern pattern : SECRETS) {
            masked = masked(masked, pattern);
        }
        return masked;
    }

    private static String masked(String text, Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder masked = new StringBuilder(text);
        while (matcher.find()) {
            int group = matcher.groupCount();
            int start = matcher.start(group);
            int end = matcher.end(group);
            masked.replace(start, end, "*".repeat(end - start));
        }
        return masked.toString();
    }
}
