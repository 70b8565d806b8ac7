package io.throughline.dialect.converse;

import io.throughline.dialect.conversation.Destination;

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

    boolean caches() {
        return this == CLAUDE || isNova();
    }

    boolean cachesTools() {
        return this == CLAUDE;
    }
}
