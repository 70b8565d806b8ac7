package io.throughline.dialect.gemini;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model can do, by its name. A name that tells no generation is taken for a new model's. Source: Gemini's guides to thinking and function
 * calling, as of 2026.
 *
 * @param generation such as 2.5 or 3
 * @param pro whether it is the large one of its generation
 * @param lite whether it is the smallest one
 */
record ModelGeneration(BigDecimal generation, boolean pro, boolean lite) {
    private static final Pattern NAME = Pattern.compile("gemini-(\\d{1,4}(?:\\.\\d{1,4})?)");
    private static final BigDecimal NEWEST = BigDecimal.valueOf(3);
    private static final BigDecimal FIRST_THAT_THINKS = new BigDecimal("2.5");

    static ModelGeneration of(String model) {
        Matcher name = NAME.matcher(model);
        BigDecimal generation = name.find() ? new BigDecimal(name.group(1)) : NEWEST;
        return new ModelGeneration(generation, model.contains("-pro"), model.contains("-lite"));
    }

    boolean thinks() {
        return generation.compareTo(FIRST_THAT_THINKS) >= 0;
    }

    /** Returns whether it has levels of thinking, demands signatures of calls, and takes tools together with JSON. */
    boolean isThird() {
        return generation.compareTo(NEWEST) >= 0;
    }

    long leastBudget() {
        return pro ? 128 : lite ? 512 : 1;
    }

    long greatestBudget() {
        return pro ? 32_768 : 24_576;
    }
}
