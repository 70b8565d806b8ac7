package io.throughline.dialect.chat;

import java.math.BigDecimal;
import java.util.Set;

/** Tells fields that say what would be so anyway: clients send them, and providers that refuse the field refuse them too. */
final class AskedForNothing {
    private static final Set<String> EMPTY = Set.of("null", "[]", "{}", "false");
    private static final int LONGEST_NUMBER = 32;

    private AskedForNothing() {}

    /** Returns whether a field's value, as JSON text, asks for nothing. */
    static boolean in(String field, String json) {
        return switch (field) {
            case "n" -> EMPTY.contains(json) || is(json, BigDecimal.ONE);
            case "frequency_penalty", "presence_penalty", "top_logprobs" ->
                EMPTY.contains(json) || is(json, BigDecimal.ZERO);
            default -> EMPTY.contains(json);
        };
    }

    private static boolean is(String json, BigDecimal number) {
        try {
            return json.length() <= LONGEST_NUMBER && new BigDecimal(json).compareTo(number) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
