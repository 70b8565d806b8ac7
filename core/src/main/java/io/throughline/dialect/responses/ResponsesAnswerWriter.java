package io.throughline.dialect.responses;

import io.throughline.dialect.Answer;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.dialect.conversation.AnswerWriter;
import io.throughline.wire.JsonText;
import java.util.function.Consumer;

/** Writes answers as OpenAI's responses. Of several choices only the first is told: the dialect has no others. */
public final class ResponsesAnswerWriter implements AnswerWriter {
    @Override
    public byte[] whole(Answer answer, AnswerContext context) {
        ResponseStream response = new ResponseStream(context, Frames.NONE);
        new AnswerReplay(response).tell(answer);
        return JsonText.bytes(response::write);
    }

    @Override
    public StreamEvent.Sink stream(AnswerContext context, Consumer<byte[]> out) {
        return new ResponseStream(context, new NumberedFrames(out));
    }
}
