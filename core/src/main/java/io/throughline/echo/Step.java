package io.throughline.echo;

/** One moment of an answer, in no dialect. */
sealed interface Step {
    /** Returns how many tokens the model takes for it. */
    default int tokens() {
        return 0;
    }

    /** The answer begins. */
    record Start() implements Step {}

    /** More of the reasoning. */
    record Reasoning(String text, int tokens) implements Step {}

    /** More of the text. */
    record Text(String text, int tokens) implements Step {}

    /** A tool call begins. */
    record CallStart(String id, String name) implements Step {
        @Override
        public int tokens() {
            return 1;
        }
    }

    /** More of the arguments of the call that began last. */
    record CallArguments(String text, int tokens) implements Step {}

    /** The answer is over. */
    record Finish(Reason reason) implements Step {}

    /** The provider gives up and says so. */
    record Fail(EchoError error) implements Step {}

    /** The connection breaks. */
    record Cut() implements Step {}

    /** Nothing comes any more. */
    record Stall() implements Step {}

    /** Why an answer is over. */
    enum Reason {
        STOP,
        LENGTH,
        TOOL_CALLS
    }
}
