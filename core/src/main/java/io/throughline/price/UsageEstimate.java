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
        return new Usage(tokens(requestBytes), 0, 0, 0, 0, 0, tokens(written), tokens(thought), 0);
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
