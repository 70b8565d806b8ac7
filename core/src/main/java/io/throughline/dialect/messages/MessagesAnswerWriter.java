package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.Answer;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.dialect.conversation.AnswerWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes answers of Anthropic's Messages. A message has one alternative: of several, the first. A refusal in the model's words is text, and the reason
 * for which the message ended.
 */
public final class MessagesAnswerWriter implements AnswerWriter {
    @Override
    public byte[] whole(Answer answer, AnswerContext context) {
        Optional<Answer.Choice> choice =
                answer.choices().stream().filter(one -> one.index() == 0).findFirst();
        MessageContent content = new MessageContent(context)
                .write(choice.map(Answer.Choice::blocks).orElse(List.of()));
        ObjectNode message =
                MessageHeads.of(answer.id().orElseGet(() -> MessageHeads.idOf(context)), answer.model(), context);
        message.set("content", content.content());
        StopReasons.write(
                choice.flatMap(Answer.Choice::finishReason).orElse(null),
                content.calls(),
                content.isRefused(),
                context,
                message);
        message.set("usage", MessageCounts.of(answer.usage(), answer.serviceTier()));
        return JsonBytes.escaped(message);
    }

    @Override
    public StreamEvent.Sink stream(AnswerContext context, Consumer<byte[]> out) {
        return new MessageStreamWriter(context, out);
    }
}
