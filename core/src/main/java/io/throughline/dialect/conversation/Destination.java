package io.throughline.dialect.conversation;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a writer of requests must know of where the request goes.
 *
 * @param model the model, as the provider names it
 * @param issuer whose signatures and encrypted reasoning it understands, such as {@code anthropic} or {@code gemini}
 * @param maxOutputTokens how many tokens the model's answers may have, where that is known
 * @param quirks in which the provider differs from its dialect
 * @param treatments of features, where the provider or model differs from its dialect's table
 */
public record Destination(
        String model,
        String issuer,
        OptionalLong maxOutputTokens,
        Set<Quirk> quirks,
        Map<Feature, Treatment> treatments) {
    /** Copies set and map. */
    public Destination {
        quirks = Set.copyOf(quirks);
        treatments = Map.copyOf(treatments);
    }

    /** Makes a destination without quirks. */
    public static Destination of(String model, String issuer) {
        return new Destination(model, issuer, OptionalLong.empty(), Set.of(), Map.of());
    }

    /** Returns whether the provider has a quirk. */
    public boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }
}
