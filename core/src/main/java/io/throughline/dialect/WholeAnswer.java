package io.throughline.dialect;

import java.io.IOException;
import java.util.function.Function;

/** Reads an answer that is not streamed, by decoding it to the events that a stream would have told. */
public final class WholeAnswer {
    private WholeAnswer() {}

    /**
     * Reads an answer.
     *
     * @param status the HTTP status it came with
     * @param body the decoded body
     * @param decoder makes a decoder that takes the body as one event
     */
    public static Answer read(int status, byte[] body, Function<StreamEvent.Sink, EventDecoder> decoder) {
        AnswerAssembler assembler = new AnswerAssembler(AnswerAssembler.DEFAULT_LIMIT);
        if (status >= 400) {
            assembler.accept(new StreamEvent.Failed(ErrorReader.read(status, body)));
            return assembler.answer();
        }
        try {
            decoder.apply(assembler).decode(null, body);
            if (assembler.answer().equals(Answer.empty())) {
                assembler.accept(new StreamEvent.Failed(ErrorReader.read(0, body)));
            }
        } catch (IOException malformed) {
            assembler.accept(new StreamEvent.Failed(ErrorReader.unreadable(body)));
        }
        return assembler.answer();
    }
}
