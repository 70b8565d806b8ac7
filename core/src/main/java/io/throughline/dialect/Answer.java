package io.throughline.dialect;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a model answered, apart from any dialect and from whether it was streamed.
 *
 * @param id the provider's id of the answer
 * @param model the model that answered, as the provider names it
 * @param choices the alternatives; most often one, none for embeddings and errors
 * @param usage tokens, where the provider told them
 * @param serviceTier the tier that served the call
 * @param error what went wrong, also inside a 200 or in mid-stream
 * @param items ids that the client can refer to later, beside the answer's own and those of calls of tools
 */
public record Answer(
        Optional<String> id,
        Optional<String> model,
        List<Choice> choices,
        Optional<Usage> usage,
        Optional<String> serviceTier,
        Optional<ModelError> error,
        List<String> items) {

    /** Makes an answer without ids of items. */
    public Answer(
            Optional<String> id,
            Optional<String> model,
            List<Choice> choices,
            Optional<Usage> usage,
            Optional<String> serviceTier,
            Optional<ModelError> error) {
        this(id, model, choices, usage, serviceTier, error, List.of());
    }

    /** Returns an answer of which nothing is known. */
    public static Answer empty() {
        return new Answer(
                Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Returns the error of an answer that its provider broke off: of which no choice came to another end. */
    public Optional<ModelError> brokenOff() {
        Optional<ModelError> broken = Optional.empty();
        for (Choice choice : choices) {
            if (choice.finishReason().isEmpty()) {
                continue;
            }
            if (choice.finishReason().get() != FinishReason.ERROR) {
                return Optional.empty();
            }
            broken = broken.or(() ->
                    Optional.of(FinishReason.brokenOff(choice.rawFinishReason().orElse(""))));
        }
        return broken;
    }

    /**
     * One alternative.
     *
     * @param index its number
     * @param blocks its content in order
     * @param finishReason why it ended
     * @param rawFinishReason the provider's own word for that
     * @param logprobs token probabilities: OpenAI's {@code logprobs.content}, as JSON text of an array
     */
    public record Choice(
            int index,
            List<Block> blocks,
            Optional<FinishReason> finishReason,
            Optional<String> rawFinishReason,
            Optional<String> logprobs) {

        /** Makes a choice without token probabilities. */
        public Choice(
                int index, List<Block> blocks, Optional<FinishReason> finishReason, Optional<String> rawFinishReason) {
            this(index, blocks, finishReason, rawFinishReason, Optional.empty());
        }

        /** Returns the text blocks, joined with nothing between. */
        public String text() {
            return blocks.stream()
                    .filter(Block.Text.class::isInstance)
                    .map(block -> ((Block.Text) block).text())
                    .collect(Collectors.joining());
        }

        /** Returns the visible reasoning, joined with nothing between. */
        public String reasoning() {
            return blocks.stream()
                    .filter(Block.Reasoning.class::isInstance)
                    .map(block -> ((Block.Reasoning) block).text())
                    .collect(Collectors.joining());
        }

        /** Returns the calls of the client's tools, in order. */
        public List<Block.ToolCall> toolCalls() {
            return blocks.stream()
                    .filter(Block.ToolCall.class::isInstance)
                    .map(Block.ToolCall.class::cast)
                    .toList();
        }
    }
}
