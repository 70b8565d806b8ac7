package io.throughline.record;

import io.throughline.Tap;
import io.throughline.dialect.ModelError;
import java.nio.ByteBuffer;

/** How an answer is read: in one of two ways. */
sealed interface AnswerWay permits AnswerEvents, AnswerBody {
    /** The code of what came in part. */
    String BROKEN = "stream_broken";

    /** Takes the next bytes of the body, decoded. */
    void take(ByteBuffer decoded);

    /** Reads what can be read only once all bytes are there. */
    void finish();

    /** Tells the recording how the answer ended. */
    void end(Tap.End end);

    /** Returns whether the body ended as if it were whole, and the answer in it had not. */
    boolean endedEarly();

    /** Returns what is recorded of an answer that came in part. */
    static ModelError broken(String how, Tap.End.Failed end) {
        return BrokenAnswer.error(how, end.cause()).coded(BROKEN);
    }

    /** Returns what is recorded of an answer that ended before it was whole. */
    static ModelError broken(String how) {
        return ModelError.of(ModelError.Kind.UPSTREAM, how).coded(BROKEN);
    }
}
