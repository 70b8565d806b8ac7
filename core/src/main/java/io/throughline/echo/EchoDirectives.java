package io.throughline.echo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a caller tells the echo in the last user message: {@code [[echo tokens=200 pace=20ms]]}. Immutable. */
final class EchoDirectives {
    private static final Pattern DIRECTIVE = Pattern.compile("\\[\\[echo\\b([^\\[\\]]{0,500})]]");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,7})(ms|s|m|)");
    private static final Set<String> KNOWN = new TreeSet<>(Set.of(
            "tokens",
            "reasoning",
            "pace",
            "first",
            "headers",
            "chunk",
            "tool",
            "fail",
            "retry-after",
            "fail-after",
            "cut-after",
            "stall-after"));
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_TOKENS = 100_000;

    private final Map<String, String> values;

    private EchoDirectives(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads the directives in {@code text}; of two with the same name the later holds.
     *
     * @throws RefusedException for one that is unknown or has a value that cannot be
     */
    static EchoDirectives in(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher matcher = DIRECTIVE.matcher(text);
        while (matcher.find()) {
            for (String word : matcher.group(1).strip().split("\\s+")) {
                if (!word.isEmpty()) {
                    read(word, values);
                }
            }
        }
        EchoDirectives directives = new EchoDirectives(values);
        directives.check();
        return directives;
    }

    /** Returns {@code text} without its directives. */
    static String strippedFrom(String text) {
        return DIRECTIVE.matcher(text).replaceAll("").strip();
    }

    /** Returns how many tokens of text are wanted. */
    OptionalInt tokens() {
        return number("tokens", 0, MOST_TOKENS);
    }

    /** Returns how many tokens of reasoning are wanted. */
    OptionalInt reasoning() {
        return number("reasoning", 0, MOST_TOKENS);
    }

    /** Returns the time between two tokens. */
    Optional<Duration> pace() {
        return duration("pace");
    }

    /** Returns the time from the headers to the first token. */
    Duration first() {
        return duration("first").orElse(Duration.ZERO);
    }

    /** Returns the time before the headers. */
    Duration headers() {
        return duration("headers").orElse(Duration.ZERO);
    }

    /** Returns how many tokens go into one event. */
    int chunk() {
        return number("chunk", 1, 1000).orElse(1);
    }

    /** Returns the names of the tools to call. */
    List<String> tools() {
        String names = values.get("tool");
        return names == null ? List.of() : List.of(names.split(",", -1));
    }

    /** Returns the status of the error to give. */
    OptionalInt fail() {
        return number("fail", 400, 599);
    }

    /** Returns the seconds that a transient error asks the caller to wait. */
    int retryAfter() {
        return number("retry-after", 0, 86_400).orElse(1);
    }

    /** Returns after how many tokens the answer turns into an error. */
    OptionalInt failAfter() {
        return number("fail-after", 0, MOST_TOKENS);
    }

    /** Returns after how many tokens the connection breaks. */
    OptionalInt cutAfter() {
        return number("cut-after", 0, MOST_TOKENS);
    }

    /** Returns after how many tokens nothing comes any more. */
    OptionalInt stallAfter() {
        return number("stall-after", 0, MOST_TOKENS);
    }

    private static void read(String word, Map<String, String> values) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        if (!KNOWN.contains(name) || equals < 0) {
            throw refused("'" + word + "' is no echo directive; there are " + String.join("=, ", KNOWN) + "=");
        }
        values.put(name, word.substring(equals + 1));
    }

    private void check() {
        tokens();
        reasoning();
        pace();
        first();
        headers();
        chunk();
        fail();
        retryAfter();
        failAfter();
        cutAfter();
        stallAfter();
    }

    private OptionalInt number(String name, int least, int most) {
        String value = values.get(name);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value.matches("\\d{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return OptionalInt.of(number);
            }
        }
        throw refused(
                "echo directive '" + name + "' is a number from " + least + " to " + most + ", not '" + value + "'");
    }

    private Optional<Duration> duration(String name) {
        String value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        Matcher matcher = DURATION.matcher(value);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            Duration duration = switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofMillis(amount);
            };
            if (duration.compareTo(LONGEST) <= 0) {
                return Optional.of(duration);
            }
        }
        throw refused(
                "echo directive '" + name + "' is a time such as 20ms or 2s, at most an hour, not '" + value + "'");
    }

    private static RefusedException refused(String message) {
        return new RefusedException(EchoError.badRequest(message, null));
    }
}
