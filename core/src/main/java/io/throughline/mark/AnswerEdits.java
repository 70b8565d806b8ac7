package io.throughline.mark;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an answer gains on its way to the client.
 *
 * @param signature the invisible text for the end of the assistant's text; to be left out where it could break the client, as in JSON mode
 * @param stamp the field that each tool call gains
 * @param extras gives the members that stand at the end of the answer as JSON text, such as {@code "_cost":0.1,"_latency_ms":812.4}; called once at
 *     most, when the end is known
 * @param usage what becomes of the chunk that tells the tokens of a Chat stream, and of others that have no choices
 */
public record AnswerEdits(
        Optional<String> signature, Optional<ToolStamp> stamp, Optional<Supplier<String>> extras, UsageChunk usage) {
    /** What becomes of the chunk without choices that tells the tokens at the end of a Chat stream. */
    public enum UsageChunk {
        /** The client asked for it. */
        PASSES,
        /** The client did not ask for it. */
        IS_TAKEN_OUT
    }

    /** Nothing to add. */
    public static final AnswerEdits NONE =
            new AnswerEdits(Optional.empty(), Optional.empty(), Optional.empty(), UsageChunk.PASSES);

    /** Returns the same with a signature. */
    public AnswerEdits withSignature(String text) {
        return new AnswerEdits(Optional.of(text), stamp, extras, usage);
    }

    /** Returns the same with a stamp. */
    public AnswerEdits withStamp(ToolStamp field) {
        return new AnswerEdits(signature, Optional.of(field), extras, usage);
    }

    /** Returns the same with members for the answer's end. */
    public AnswerEdits withExtras(Supplier<String> members) {
        return new AnswerEdits(signature, stamp, Optional.of(members), usage);
    }

    /** Returns the same for a client that did not ask for the chunk that tells the tokens. */
    public AnswerEdits withoutUsageChunk() {
        return new AnswerEdits(signature, stamp, extras, UsageChunk.IS_TAKEN_OUT);
    }

    /** Returns whether there is nothing to do. */
    public boolean isEmpty() {
        return signature.isEmpty() && stamp.isEmpty() && extras.isEmpty() && usage == UsageChunk.PASSES;
    }
}
