package io.throughline.cache;

import io.throughline.Body;
import io.throughline.dialect.Answer;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.ContentDecoder;
import io.throughline.wire.FrameReader;
import io.throughline.wire.Framing;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Optional;

/** Makes of an answer that went to a client the one that is kept, where it is complete. Stateless. */
final class AnswerKeeper {
    private static final long MOST_DECODED = 16L << 20;
    private static final int MOST_FRAME_BYTES = 4 << 20;

    private final InstantSource clock;

    AnswerKeeper(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns what is kept of the bytes of a client's answer. */
    Optional<StoredAnswer> of(CacheableCall call, AnswerCollector.Collected collected) {
        byte[] body =
                ContentDecoder.decoded(collected.bytes(), collected.headers().all("content-encoding"), MOST_DECODED);
        Optional<Framing> framing = collected.headers().first("content-type").flatMap(Framing::of);
        if (framing.isPresent()) {
            return ofStream(call, body, framing.get(), collected.completed());
        }
        return collected.completed() ? ofWhole(call, body) : Optional.empty();
    }

    /** Returns what is kept of an answer. */
    Optional<StoredAnswer> of(CacheableCall call, Answer answer) {
        return WholeAnswers.isWhole(answer)
                ? Replay.whole(call, answer).map(body -> stored(body, UsageConvention.STANDARD))
                : Optional.empty();
    }

    /** Not every dialect has an event that ends its streams: of those a client that leaves may have left too early. */
    private Optional<StoredAnswer> ofStream(CacheableCall call, byte[] body, Framing framing, boolean completed) {
        StreamReader reader = call.dialect().stream(call.convention());
        FrameReader frames = framing.reader(MOST_FRAME_BYTES, reader::event);
        frames.feed(ByteBuffer.wrap(body));
        frames.finish();
        return reader.ended() || completed ? of(call, reader.answer()) : Optional.empty();
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
