package io.throughline.cache;

import io.throughline.Body;
import io.throughline.dialect.Answer;
import io.throughline.dialect.UsageConvention;
import java.time.InstantSource;
import java.util.Optional;

/** Makes of an answer that went to a client the one that is kept, where it is complete. Stateless. */
final class AnswerKeeper {
    private final InstantSource clock;

    AnswerKeeper(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns what is kept of an answer. */
    Optional<StoredAnswer> of(CacheableCall call, Answer answer) {
        return WholeAnswers.isWhole(answer)
                ? Replay.whole(call, answer).map(body -> stored(body, UsageConvention.STANDARD))
                : Optional.empty();
    }

    /** The very bytes are kept. Embeddings have no choices and no end: it is enough that they can be read. */
    Optional<StoredAnswer> ofWhole(CacheableCall call, byte[] body) {
        Answer answer = call.dialect().read(200, body, call.convention());
        boolean whole = call.codec().isPresent()
                ? WholeAnswers.isWhole(answer)
                : answer.error().isEmpty() && answer.usage().isPresent();
        return whole ? Optional.of(stored(body, call.convention())) : Optional.empty();
    }

    private StoredAnswer stored(byte[] body, UsageConvention convention) {
        return new StoredAnswer(new Body.Bytes(body), convention, clock.instant());
    }
}
