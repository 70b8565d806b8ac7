package io.throughline.dialect.converse;

import io.throughline.dialect.conversation.Destination;
import java.util.regex.Pattern;

/**
 * The families of models behind Converse, where they differ in what they take. Sources: the Bedrock user guide's model parameters, and what the
 * models refused in recorded traffic, as of 2026.
 */
enum ModelFamily {
    /** Anthropic. */
    CLAUDE,
    /** Amazon Nova, first generation. */
    NOVA,
    /** Amazon Nova, second generation: reasons. */
    NOVA_2,
    /** Mistral. */
    MISTRAL,
    /** Meta. */
    LLAMA,
    /** OpenAI's open models. */
    GPT_OSS,
    /** Alibaba. */
    QWEN,
    /** Cohere. */
    COHERE,
    /** Any other, and models behind a name of the customer's own. */
    OTHER;

    private static final Pattern NEWER_MISTRAL = Pattern.compile("mistral-large-3|ministral-3|magistral|voxtral");
    private static final Pattern WITHOUT_SCHEMAS = Pattern.compile("deepseek\\.r1|ai21\\.|amazon\\.titan|writer\\.");

    /** How a model can be made to call a tool. */
    enum Force {
        /** By the tool's name. */
        NAMED,
        /** By demanding any. */
        ANY,
        /** Not at all. */
        NONE
    }

    static ModelFamily of(Destination to) {
        String model = to.model();
        if (model.contains("anthropic.")) {
            return CLAUDE;
        } else if (model.contains("amazon.nova-2")) {
            return NOVA_2;
        } else if (model.contains("amazon.nova")) {
            return NOVA;
        } else if (model.contains("mistral.")) {
            return MISTRAL;
        } else if (model.contains("meta.llama")) {
            return LLAMA;
        } else if (model.contains("openai.")) {
            return GPT_OSS;
        } else if (model.contains("qwen.")) {
            return QWEN;
        } else if (model.contains("cohere.")) {
            return COHERE;
        }
        // a profile of the customer's own says nothing in its id
        return to.issuer().equals("anthropic") ? CLAUDE : OTHER;
    }

    boolean isNova() {
        return this == NOVA || this == NOVA_2;
    }

    /** Returns whether a tool's result may hold such a block. */
    boolean takesInResult(String block) {
        return switch (this) {
            case CLAUDE, LLAMA -> block.equals("image") || block.equals("document");
            case MISTRAL -> block.equals("document");
            default -> block.equals("image");
        };
    }

    /** Returns whether such a block may stand in a message with tools' results. */
    boolean takesBesideResult(String block) {
        return switch (this) {
            case CLAUDE -> !block.equals("document") && !block.equals("video");
            case LLAMA, MISTRAL -> false;
            default -> true;
        };
    }

    /** Returns whether a tool's result has a status. */
    boolean hasResultStatus() {
        return this == CLAUDE || isNova();
    }

    /** Returns whether a tool's result must be a JSON object. */
    boolean wantsJsonResults() {
        return this == MISTRAL;
    }

    /** Returns whether a conversation may begin with the model's turn. */
    boolean mayBegin() {
        return this == CLAUDE;
    }

    /** Returns how the model can be made to call a tool. */
    Force force() {
        return switch (this) {
            case CLAUDE, NOVA, NOVA_2 -> Force.NAMED;
            case MISTRAL -> Force.ANY;
            default -> Force.NONE;
        };
    }

    /** Returns whether a model of the family holds its answers to a schema. */
    boolean takesSchemas(String model) {
        return switch (this) {
            case CLAUDE -> ClaudeVersion.of(model).takesSchemas();
            case NOVA, NOVA_2, LLAMA, COHERE -> false;
            case MISTRAL -> NEWER_MISTRAL.matcher(model).find();
            case GPT_OSS, QWEN -> true;
            case OTHER -> !WITHOUT_SCHEMAS.matcher(model).find();
        };
    }

    boolean caches() {
        return this == CLAUDE || isNova();
    }

    boolean cachesTools() {
        return this == CLAUDE;
    }
}
