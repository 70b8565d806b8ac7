package io.throughline.junit;

/** Where assertions over model calls begin. */
public final class LlmAssertions {
    private LlmAssertions() {}

    /** Begins assertions over the calls of a test. */
    public static LlmCallsAssert assertThat(LlmCalls calls) {
        return new LlmCallsAssert(calls);
    }
}
