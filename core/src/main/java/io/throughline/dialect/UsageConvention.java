package io.throughline.dialect;

/** How a provider counts tokens, where providers of one dialect differ. */
public enum UsageConvention {
    /** As the dialect's own inventor counts. */
    STANDARD,
    /** Reasoning tokens stand beside the completion tokens, not among them (xAI's Chat Completions). */
    REASONING_BESIDE_OUTPUT,
    /** Audio tokens stand beside the prompt tokens, not among them (Mistral). */
    AUDIO_BESIDE_INPUT
}
