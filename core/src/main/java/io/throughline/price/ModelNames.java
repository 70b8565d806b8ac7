package io.throughline.price;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names under which a model may stand in a price list.
 *
 * @param same names of this very model, the given one first
 * @param near names of models that it is likely priced as: without its date, its region, its variant
 */
record ModelNames(List<String> same, List<String> near) {
    private static final Pattern FINE_TUNED = Pattern.compile("(ft:[^:]+):.*");
    private static final Pattern DATE = Pattern.compile("[-@](\\d{4}-\\d{2}-\\d{2}|\\d{8})$");
    private static final Pattern VERTEX_DATE = Pattern.compile("-(\\d{8})$");
    private static final Pattern AT_VERSION = Pattern.compile("@[^@/]+$");
    private static final Pattern GEOGRAPHY =
            Pattern.compile("^(us|eu|apac|global|au|jp|ca|sa|us-gov)\\.(?=[a-z0-9]+\\.)");
    private static final Pattern OPENROUTER_VARIANT = Pattern.compile(":(?!free$)[a-z]+$");
    private static final Pattern LATEST = Pattern.compile("-latest$");
    private static final String FIREWORKS = "accounts/fireworks/models/";

    static ModelNames of(String provider, String model) {
        Set<String> same = new LinkedHashSet<>();
        same.add(model);
        String bare = bare(provider, model);
        same.add(bare);
        Set<String> near = new LinkedHashSet<>();
        if (bare.startsWith("ft:")) {
            Matcher tuned = FINE_TUNED.matcher(bare);
            if (tuned.matches()) {
                same.add(tuned.group(1)); // never the model it was made from: a tuned one costs more
            }
            return new ModelNames(List.copyOf(same), List.of());
        }
        switch (provider) {
            case "fireworks" ->
                same.add(bare.startsWith(FIREWORKS) ? bare.substring(FIREWORKS.length()) : FIREWORKS + bare);
            case "vertex" -> {
                same.add(VERTEX_DATE.matcher(bare).replaceFirst("@$1"));
                near.add(AT_VERSION.matcher(bare).replaceFirst(""));
            }
            case "bedrock" -> near.add(GEOGRAPHY.matcher(bare).replaceFirst(""));
            case "openrouter" -> near.add(OPENROUTER_VARIANT.matcher(bare).replaceFirst(""));
            default -> {}
        }
        near.add(DATE.matcher(bare).replaceFirst(""));
        near.add(LATEST.matcher(bare).replaceFirst(""));
        near.removeAll(same);
        near.remove("");
        return new ModelNames(List.copyOf(same), List.copyOf(near));
    }

    /** Takes off what the provider's endpoints put before a name. */
    private static String bare(String provider, String model) {
        return switch (provider) {
            case "gemini" -> model.startsWith("models/") ? model.substring("models/".length()) : model;
            case "vertex" ->
                model.replaceFirst("^.*publishers/[^/]+/models/", "")
                        .replaceFirst("^(google|anthropic)/(?=gemini|claude)", "");
            case "bedrock" -> model.startsWith("arn:") ? model.substring(model.lastIndexOf('/') + 1) : model;
            default -> model;
        };
    }
}
