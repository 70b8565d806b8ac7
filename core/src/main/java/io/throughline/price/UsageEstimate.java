package io.throughline.price;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.Usage;

/** Tokens where nobody tells them: one for each four bytes or characters, which English text has about. */
public final class UsageEstimate {
    private static final long TOKEN = 4;

    private UsageEstimate() {}

    /** Returns about how many tokens a request of so many bytes has. */
    public static Usage ofRequest(long bytes) {
        return new Usage(tokens(bytes), 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * Returns about how many tokens a call has used.
     *
     * @param requestBytes the size of its request
     * @param soFar its answer, as far as it came
     */
    public static Usage of(long requestBytes, Answer soFar) {
        return onward(requestBytes, 0, soFar);
    }

    /**
     * Returns about how many tokens the last target of a call has used that went on with a text.
     *
     * @param requestBytes the size of the call's request
     * @param said how many characters others had said of the text: they are of its question, not of its answer; 0 where it began the text itself
     * @param soFar the whole answer, as far as it came
     */
    public static Usage onward(long requestBytes, long said, Answer soFar) {
        long written = 0;
        long thought = 0;
        for (Answer.Choice choice : soFar.choices()) {
            for (Block block : choice.blocks()) {
                if (block instanceof Block.Reasoning reasoning) {
                    thought += reasoning.text().length();
                } else {
                    written += length(block);
                }
            }
        }
        // who goes on with a text does not show what it thinks of it
        long ownThought = said == 0 ? thought : 0;
        return new Usage(
                tokens(requestBytes + said), 0, 0, 0, 0, 0, tokens(Math.max(0, written - said)), tokens(ownThought), 0);
    }

    /** Returns what was told, and where more output than that has come, the estimate of it. */
    public static Usage atLeast(Usage told, Usage estimate) {
        if (told.outputTotal() >= estimate.outputTotal()) {
            return told;
        }
        return new Usage(
                told.input(),
                told.cacheRead(),
                told.cacheWrite5m(),
                told.cacheWrite1h(),
                told.audioInput(),
                told.image(),
                estimate.output(),
                estimate.reasoning(),
                0,
                told.billing());
    }

    private static long length(Block block) {
        if (block instanceof Block.Text text) {
            return text.text().length();
        } else if (block instanceof Block.ToolCall call) {
            return (long) call.name().length() + call.arguments().length();
        } else if (block instanceof Block.Refusal refusal) {
            return refusal.text().length();
        }
        return 0;
    }

    private static long tokens(long size) {
        return (size + TOKEN - 1) / TOKEN;
    }
}
