package io.throughline.dialect.chat;

import io.throughline.dialect.conversation.IssuerTag;
import java.util.Map;
import java.util.Optional;

/**
 * The formats that OpenRouter documents for {@code reasoning_details}, each of one issuer. What another issued is of format {@value #UNKNOWN}, and
 * marked by an {@link IssuerTag}.
 */
final class ReasoningFormat {
    static final String UNKNOWN = "unknown";
    static final String GEMINI = "gemini";

    private static final Map<String, String> FORMATS = Map.of(
            "anthropic",
            "anthropic-claude-v1",
            GEMINI,
            "google-gemini-v1",
            "openai",
            "openai-responses-v1",
            "azure",
            "azure-openai-responses-v1",
            "xai",
            "xai-responses-v1");
    /** Whose models OpenRouter's names begin with which word. */
    private static final Map<String, String> MAKERS =
            Map.of("anthropic", "anthropic", "google", GEMINI, "openai", "openai", "x-ai", "xai");

    private ReasoningFormat() {}

    static String of(String issuer) {
        return FORMATS.getOrDefault(issuer, UNKNOWN);
    }

    /** Returns the format of an issuer's reasoning, or if it has none, that of the maker that the model's name begins with. */
    static String of(String issuer, String model) {
        int slash = model.indexOf('/');
        String maker = slash < 0 ? "" : model.substring(0, slash).replace("~", "");
        return FORMATS.containsKey(issuer) ? of(issuer) : of(MAKERS.getOrDefault(maker, ""));
    }

    static Optional<String> issuerOf(String format) {
        return FORMATS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(format))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Returns a signature or encrypted form as it is carried to clients. */
    static String carried(String issuer, boolean encrypted, String value) {
        return FORMATS.containsKey(issuer) ? value : new IssuerTag(issuer, encrypted, value).marked();
    }
}
