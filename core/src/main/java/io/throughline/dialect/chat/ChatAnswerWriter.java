package io.throughline.dialect.chat;

import io.throughline.dialect.Answer;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.dialect.conversation.AnswerWriter;
import java.util.function.Consumer;

/**
 * Writes answers as chat completions.
 *
 * <p>Reasoning stands in {@code reasoning_content}, for the eye, and in {@code reasoning_details}, to be given back: there with its signatures, in
 * OpenRouter's formats, and with the number of the piece of the message that it is, since a message has no other way to say where among words and
 * calls it stood. A signature of Gemini that belongs to a call stands in that call, where Google puts it. To a request of the time before tools the
 * first call is told as {@code function_call}; such a client could not answer more than that.
 */
public final class ChatAnswerWriter implements AnswerWriter {
    @Override
    public byte[] whole(Answer answer, AnswerContext context) {
        return new WholeCompletion(answer, context).bytes();
    }

    @Override
    public StreamEvent.Sink stream(AnswerContext context, Consumer<byte[]> out) {
        return new CompletionStream(context, out);
    }
}
