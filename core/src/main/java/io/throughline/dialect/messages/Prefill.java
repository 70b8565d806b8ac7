package io.throughline.dialect.messages;

/** Which of Anthropic's models go on with an answer that has begun: a last turn of the assistant's. Later ones refuse a request that has one. */
public final class Prefill {
    private static final int FIRST_WITHOUT = 406;

    private Prefill() {}

    /**
     * Returns whether a model takes a last turn of the assistant's.
     *
     * @param model its name, whoever hosts it
     */
    public static boolean isTakenBy(String model) {
        ClaudeModel claude = ClaudeModel.of(model);
        return claude.isKnown() && claude.version() < FIRST_WITHOUT;
    }
}
