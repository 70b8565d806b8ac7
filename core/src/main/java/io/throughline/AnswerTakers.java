package io.throughline;

import io.throughline.dialect.Answer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who gets an answer once all of it has come. Whatever they fail with, the call goes on. To be named before the answer comes. */
final class AnswerTakers {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerTakers.class);

    private Consumer<Answer> answers = answer -> {};
    private Consumer<byte[]> bodies = body -> {};

    /** Names who gets the answer as it was read. */
    void answerTo(Consumer<Answer> taker) {
        answers = taker;
    }

    /** Names who gets the bytes of an answer that came whole, as they were before anything was added. */
    void bytesTo(Consumer<byte[]> taker) {
        bodies = taker;
    }

    /** Hands on the answer. */
    void take(Answer answer) {
        quietly(() -> answers.accept(answer));
    }

    /** Hands on the bytes of an answer that came whole. */
    void take(byte[] body) {
        quietly(() -> bodies.accept(body));
    }

    private static void quietly(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.warn("An answer was passed on, but not all was noted of it", e);
        }
    }
}
