package io.throughline.dialect.conversation;

import io.throughline.dialect.Answer;
import io.throughline.dialect.StreamEvent;
import java.util.function.Consumer;

/** Writes answers in one dialect. Stateless and safe for use by many threads. */
public interface AnswerWriter {
    /**
     * Writes a whole answer that is no error.
     *
     * @param answer the answer
     * @param context the call
     * @return the body, JSON in UTF-8
     */
    byte[] whole(Answer answer, AnswerContext context);

    /**
     * Returns a writer of one streamed answer. It takes the decoder's events and gives each frame, with its framing, to {@code out} at once: an
     * event in, its frames out. What ends a choice is held until {@link StreamEvent.Ended}, since usage may follow it. {@link StreamEvent.Failed}
     * becomes the dialect's error event, and nothing follows that. After {@link StreamEvent.Ended} nothing more is written.
     *
     * @param context the call
     * @param out takes the frames
     */
    StreamEvent.Sink stream(AnswerContext context, Consumer<byte[]> out);
}
