package io.throughline.dialect;

import java.util.Optional;

/**
 * One step of an answer, apart from any dialect: what a streamed answer is made of, and a whole one as well when it is read in order.
 *
 * <p>Blocks are numbered from 0 within their choice, in the order in which they open; several may be open at once. Deltas hold what is new, never
 * what has come before.
 */
public sealed interface StreamEvent {
    /**
     * Tells who answers. May come again; what is told later counts.
     *
     * @param id the provider's id of the answer
     * @param model the model that answers
     */
    record Started(Optional<String> id, Optional<String> model) implements StreamEvent {}

    /** Tells that the provider has begun anew: the blocks so far are void. */
    record Restarted() implements StreamEvent {}

    /**
     * Tells an id that the client can refer to later, beside the answer's own and those of calls of tools: an item of a response. It says nothing of what the
     * item holds, and is no part of the answer's content.
     *
     * @param id the provider's id of the item
     */
    record Referable(String id) implements StreamEvent {}

    /**
     * Opens a block.
     *
     * @param choice the choice's number
     * @param block the block's number
     * @param kind what it is; without content, which follows in deltas
     */
    record BlockOpened(int choice, int block, Kind kind) implements StreamEvent {}

    /**
     * Adds text to a block of text, reasoning or refusal.
     *
     * @param choice the choice's number
     * @param block the block's number
     * @param text what is new
     */
    record TextDelta(int choice, int block, String text) implements StreamEvent {}

    /**
     * Adds JSON text to a tool call's arguments, or to the field {@code input} of an opaque block.
     *
     * @param choice the choice's number
     * @param block the block's number
     * @param json what is new
     */
    record ArgumentsDelta(int choice, int block, String json) implements StreamEvent {}

    /**
     * Adds to a reasoning block's signature.
     *
     * @param choice the choice's number
     * @param block the block's number
     * @param signature what is new
     */
    record SignatureDelta(int choice, int block, String signature) implements StreamEvent {}

    /**
     * Gives a reasoning block's encrypted form, whole.
     *
     * @param choice the choice's number
     * @param block the block's number
     * @param data the form
     */
    record EncryptedReasoning(int choice, int block, String data) implements StreamEvent {}

    /**
     * Gives an opaque block's JSON, whole, in place of what it opened with.
     *
     * @param choice the choice's number
     * @param block the block's number
     * @param json the whole piece
     */
    record OpaqueTold(int choice, int block, String json) implements StreamEvent {}

    /**
     * Adds to a choice's token probabilities.
     *
     * @param choice the choice's number
     * @param json what is new: elements of OpenAI's {@code logprobs.content}, as JSON text of an array
     */
    record LogprobsTold(int choice, String json) implements StreamEvent {}

    /**
     * Closes a block.
     *
     * @param choice the choice's number
     * @param block the block's number
     */
    record BlockClosed(int choice, int block) implements StreamEvent {}

    /**
     * Tells why a choice has ended. May come more than once.
     *
     * @param choice the choice's number
     * @param reason why
     * @param raw the provider's own word
     */
    record Finished(int choice, FinishReason reason, String raw) implements StreamEvent {}

    /**
     * Tells the tokens of the whole call so far, in place of what was told before.
     *
     * @param usage the tokens
     */
    record UsageTold(Usage usage) implements StreamEvent {}

    /**
     * Tells the tier that serves the call.
     *
     * @param tier the provider's name of it
     */
    record TierTold(String tier) implements StreamEvent {}

    /**
     * Tells an error, whatever came before it.
     *
     * @param error the error
     */
    record Failed(ModelError error) implements StreamEvent {}

    /** Tells that the event that ends the dialect's streams has come. */
    record Ended() implements StreamEvent {}

    /** What a block is. */
    sealed interface Kind {
        /** Text for the user. */
        record Text() implements Kind {}

        /** Reasoning. */
        record Reasoning() implements Kind {}

        /** A refusal in the model's words. */
        record Refusal() implements Kind {}

        /**
         * A call of one of the client's tools.
         *
         * @param id the provider's id of the call, empty where it gave none
         * @param name the tool
         */
        record ToolCall(String id, String name) implements Kind {}

        /**
         * Something else of the provider.
         *
         * @param type the provider's name of it
         * @param json the whole piece as JSON text, so far
         */
        record Opaque(String type, String json) implements Kind {}
    }

    /** Takes events, in order. */
    @FunctionalInterface
    interface Sink {
        /** Takes one event. */
        void accept(StreamEvent event);
    }
}
