package io.throughline.dialect.responses;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;

/** Tells a whole answer as the events of a stream, so that both forms are made by the same hands. */
final class AnswerReplay {
    private static final int CHOICE = 0;

    private final StreamEvent.Sink sink;

    AnswerReplay(StreamEvent.Sink sink) {
        this.sink = sink;
    }

    void tell(Answer answer) {
        sink.accept(new StreamEvent.Started(answer.id(), answer.model()));
        answer.choices().stream().filter(choice -> choice.index() == CHOICE).forEach(this::tell);
        answer.usage().ifPresent(usage -> sink.accept(new StreamEvent.UsageTold(usage)));
        answer.serviceTier().ifPresent(tier -> sink.accept(new StreamEvent.TierTold(tier)));
        answer.error().ifPresent(error -> sink.accept(new StreamEvent.Failed(error)));
        sink.accept(new StreamEvent.Ended());
    }

    private void tell(Answer.Choice choice) {
        choice.logprobs().ifPresent(json -> sink.accept(new StreamEvent.LogprobsTold(CHOICE, json)));
        for (int i = 0; i < choice.blocks().size(); i++) {
            tell(i, choice.blocks().get(i));
            sink.accept(new StreamEvent.BlockClosed(CHOICE, i));
        }
        choice.finishReason()
                .ifPresent(reason -> sink.accept(new StreamEvent.Finished(
                        CHOICE, reason, choice.rawFinishReason().orElse(""))));
    }

    private void tell(int number, Block block) {
        if (block instanceof Block.Text text) {
            open(number, new Kind.Text());
            sink.accept(new StreamEvent.TextDelta(CHOICE, number, text.text()));
        } else if (block instanceof Block.Refusal refusal) {
            open(number, new Kind.Refusal());
            sink.accept(new StreamEvent.TextDelta(CHOICE, number, refusal.text()));
        } else if (block instanceof Block.Reasoning reasoning) {
            tellReasoning(number, reasoning);
        } else if (block instanceof Block.ToolCall call) {
            open(number, new Kind.ToolCall(call.id(), call.name()));
            sink.accept(new StreamEvent.ArgumentsDelta(CHOICE, number, call.arguments()));
        } else if (block instanceof Block.Opaque opaque) {
            open(number, new Kind.Opaque(opaque.type(), opaque.json()));
        }
    }

    private void tellReasoning(int number, Block.Reasoning reasoning) {
        open(number, new Kind.Reasoning());
        sink.accept(new StreamEvent.TextDelta(CHOICE, number, reasoning.text()));
        reasoning
                .signature()
                .ifPresent(signature -> sink.accept(new StreamEvent.SignatureDelta(CHOICE, number, signature)));
        reasoning.encrypted().ifPresent(data -> sink.accept(new StreamEvent.EncryptedReasoning(CHOICE, number, data)));
    }

    private void open(int number, Kind kind) {
        sink.accept(new StreamEvent.BlockOpened(CHOICE, number, kind));
    }
}
