package io.throughline.dialect;

import java.util.Optional;

/**
 * One thing that happens in an answer, apart from any dialect. A dialect's reader turns what a provider sends into these, for a stream as it
 * comes and for a whole answer at once; {@link AnswerAssembler} makes an {@link Answer} of them.
 *
 * <p>A block is known by its choice and a key that its dialect chooses; pieces of different blocks may come mixed.
 */
public sealed interface StreamEvent {
    /**
     * The answer has begun. May come again with what was not known before.
     *
     * @param id the provider's id of it
     * @param model the model that answers
     */
    record Started(Optional<String> id, Optional<String> model) implements StreamEvent {}

    /** What came so far is void: the provider began again. */
    record Voided() implements StreamEvent {}

    /** A piece of a block. */
    sealed interface Piece extends StreamEvent {
        /** Returns the choice's number. */
        int choice();

        /** Returns what tells the block from others of its choice. */
        String key();
    }

    /** A piece of text. */
    record TextPiece(int choice, String key, String text) implements Piece {}

    /** A piece of visible reasoning. */
    record ReasoningPiece(int choice, String key, String text) implements Piece {}

    /** A piece of a reasoning's signature. */
    record SignaturePiece(int choice, String key, String signature) implements Piece {}

    /** Reasoning that only its issuer can read. */
    record EncryptedReasoning(int choice, String key, String data) implements Piece {}

    /** A piece of a refusal. */
    record RefusalPiece(int choice, String key, String text) implements Piece {}

    /** A tool call is named. Empty parts are not known yet, or were said before. */
    record ToolCallNamed(int choice, String key, String id, String name) implements Piece {}

    /** A piece of a tool call's arguments. */
    record ArgumentsPiece(int choice, String key, String json) implements Piece {}

    /** The whole arguments of a tool call, in the place of the pieces so far. */
    record ArgumentsWhole(int choice, String key, String json) implements Piece {}

    /** Something that has no canonical form, whole. */
    record Other(int choice, String key, String type, String json) implements Piece {}

    /**
     * A choice is over. May come again; what is more telling counts.
     *
     * @param choice its number
     * @param reason why
     * @param raw the provider's word for it
     */
    record Finished(int choice, FinishReason reason, String raw) implements StreamEvent {}

    /**
     * Tokens as counted so far. May come again; the last counts.
     *
     * @param usage all buckets
     */
    record Counted(Usage usage) implements StreamEvent {}

    /**
     * The tier that serves the call.
     *
     * @param name the provider's name of it
     */
    record Tier(String name) implements StreamEvent {}

    /**
     * Something went wrong.
     *
     * @param error what
     */
    record Failed(ModelError error) implements StreamEvent {}

    /** The event that ends the dialect's streams has come. */
    record Ended() implements StreamEvent {}
}
