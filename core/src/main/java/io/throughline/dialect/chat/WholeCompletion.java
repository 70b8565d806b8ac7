package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Writes one whole completion. */
final class WholeCompletion {
    private final Answer answer;
    private final AnswerContext context;

    WholeCompletion(Answer answer, AnswerContext context) {
        this.answer = answer;
        this.context = context;
    }

    byte[] bytes() {
        CompletionHead head = new CompletionHead(context);
        head.started(answer.id(), answer.model());
        head.tier(answer.serviceTier());
        ObjectNode completion = head.begin("chat.completion");
        ArrayNode choices = completion.putArray("choices");
        answer.choices().forEach(choice -> write(choice, choices.addObject()));
        if (answer.choices().isEmpty()) {
            // a client counts on one
            write(new Answer.Choice(0, List.of(), Optional.empty(), Optional.empty()), choices.addObject());
        }
        answer.usage().ifPresent(usage -> completion.set("usage", CompletionHead.usage(usage)));
        return JsonText.of(completion).getBytes(StandardCharsets.UTF_8);
    }

    private void write(Answer.Choice choice, ObjectNode written) {
        MessageDraft message = new MessageDraft();
        ChoiceDeltas deltas = new ChoiceDeltas(choice.index(), context, message::add);
        for (int i = 0; i < choice.blocks().size(); i++) {
            tell(i, choice.blocks().get(i), deltas);
        }
        deltas.end();
        CallDeltas calls = deltas.calls();
        written.put("index", choice.index());
        written.set("message", message.toMessage());
        writeLogprobs(choice, written);
        written.put("finish_reason", FinishWord.of(choice.finishReason(), calls.count(), calls.legacy()));
    }

    private static void writeLogprobs(Answer.Choice choice, ObjectNode written) {
        if (choice.logprobs().isEmpty()) {
            written.putNull("logprobs");
            return;
        }
        ObjectNode logprobs = written.putObject("logprobs");
        logprobs.set("content", Tree.of(choice.logprobs().get()));
        logprobs.putNull("refusal");
    }

    private static void tell(int number, Block block, ChoiceDeltas deltas) {
        if (block instanceof Block.Text text) {
            deltas.open(number, new Kind.Text());
            deltas.text(number, text.text());
        } else if (block instanceof Block.Refusal refusal) {
            deltas.open(number, new Kind.Refusal());
            deltas.text(number, refusal.text());
        } else if (block instanceof Block.Reasoning reasoning) {
            deltas.open(number, new Kind.Reasoning());
            deltas.text(number, reasoning.text());
            reasoning.encrypted().ifPresent(data -> deltas.encrypted(number, data));
            reasoning.signature().ifPresent(signature -> deltas.signature(number, signature));
        } else if (block instanceof Block.ToolCall call) {
            deltas.open(number, new Kind.ToolCall(call.id(), call.name()));
            deltas.arguments(number, call.arguments().isEmpty() ? "{}" : call.arguments());
        } else if (block instanceof Block.Opaque opaque) {
            deltas.open(number, new Kind.Opaque(opaque.type(), opaque.json()));
        }
        deltas.close(number);
    }
}
