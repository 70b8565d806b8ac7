package io.throughline.dialect.messages;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a Claude model takes, told by its name, since the API has changed with the models. A name that tells no version is taken for a model that
 * speaks the API as most of Anthropic's imitators do: budgets of thought, no native structured output.
 *
 * <p>Source: a public list of models with their limits, and the tables of open-source clients, as of 2026. Not read off Anthropic's own pages; what
 * a destination says of its limit and treatments goes before it.
 *
 * @param family {@code opus}, {@code sonnet} and so on; empty where the name tells none
 * @param version the major version times 100, and the minor; 0 where the name tells none
 */
record ClaudeModel(String family, int version) {
    private static final Pattern FAMILY_FIRST = Pattern.compile("claude-([a-z]+)-(\\d{1,2})(?:[-.](\\d{1,2}))?(?!\\d)");
    private static final Pattern VERSION_FIRST = Pattern.compile("claude-(\\d{1,2})(?:[-.](\\d{1,2}))?-([a-z]+)");
    /** What a model of no known family is asked for where the client sets no limit and nobody knows the model's. */
    private static final long UNKNOWN_MAX_TOKENS = 32_000;

    private static final Set<String> ALWAYS_THINK = Set.of("fable", "mythos");

    static ClaudeModel of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        Matcher family = FAMILY_FIRST.matcher(name);
        if (family.find()) {
            return new ClaudeModel(family.group(1), version(family.group(2), family.group(3)));
        }
        Matcher version = VERSION_FIRST.matcher(name);
        return version.find()
                ? new ClaudeModel(version.group(3), version(version.group(1), version.group(2)))
                : new ClaudeModel("", 0);
    }

    private static int version(String major, @Nullable String minor) {
        return Integer.parseInt(major) * 100 + (minor == null ? 0 : Integer.parseInt(minor));
    }

    boolean isKnown() {
        return version > 0;
    }

    /** Returns how many tokens its answers may have. */
    long maxTokens() {
        if (!isKnown()) {
            return UNKNOWN_MAX_TOKENS;
        }
        if (version >= 500 || (version >= 406 && family.equals("opus"))) {
            return 128_000;
        }
        if (version >= 307 && !family.equals("opus")) {
            return 64_000;
        }
        if (version >= 400) {
            return version >= 405 ? 64_000 : 32_000;
        }
        return version >= 305 ? 8_192 : 4_096;
    }

    /** Returns whether it can think at all. */
    boolean thinks() {
        return !isKnown() || version >= 307;
    }

    /** Returns whether it decides itself how much to think, and takes an effort. */
    boolean adapts() {
        return version >= 406;
    }

    /** Returns whether it takes a budget of thought. */
    boolean takesBudget() {
        return thinks() && !isNewest();
    }

    /** Returns whether its thinking can't be switched off. */
    boolean alwaysThinks() {
        return ALWAYS_THINK.contains(family) || (version >= 505 && !family.equals("haiku"));
    }

    /** Returns whether it refuses temperature, top_p and top_k. */
    boolean refusesSampling() {
        return isNewest();
    }

    /** Returns whether it refuses top_p beside a temperature. */
    boolean refusesTopPBesideTemperature() {
        return version >= 401;
    }

    /** Returns whether it takes a schema for its answers, and strict tools. */
    boolean takesSchemas() {
        return version >= 401;
    }

    /** Returns the effort it takes that comes nearest, and no higher. */
    String effort(String asked) {
        return switch (asked) {
            case "none", "minimal" -> "low";
            case "xhigh" -> isNewest() ? asked : "high";
            default -> asked;
        };
    }

    /** Returns the budget it takes for an effort. */
    static long budget(String effort) {
        return switch (effort) {
            case "none", "minimal", "low" -> 1_024;
            case "medium" -> 4_096;
            case "high" -> 16_384;
            default -> 32_768;
        };
    }

    /** Returns the effort that comes near to a budget. */
    static String effort(long budget) {
        return budget < 2_048 ? "low" : budget < 8_192 ? "medium" : "high";
    }

    /** Returns the limit of tokens to ask for where the client set none. */
    long maxTokens(OptionalLong destination) {
        return destination.orElse(maxTokens());
    }

    private boolean isNewest() {
        return version >= 407;
    }
}
