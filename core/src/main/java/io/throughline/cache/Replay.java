package io.throughline.cache;

import io.throughline.Body;
import io.throughline.dialect.Answer;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.WholeAnswer;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.dialect.conversation.AnswerWriter;
import io.throughline.dialect.conversation.IssuerTag;
import io.throughline.dialect.conversation.WholeCharacters;
import io.throughline.dialect.registry.Codec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Writes answers in the client's dialect: those that are kept as streams, and what was streamed as what is kept. */
final class Replay {
    private static final String BASE64_PREFIX = "dGwxL";

    private Replay() {}

    /** Returns the frames of a kept answer; empty where it can't be streamed. */
    static Optional<byte[]> streamed(CacheableCall call, StoredAnswer stored) {
        return call.codec()
                .flatMap(codec -> context(call, codec).flatMap(context -> {
                    ByteArrayOutputStream frames =
                            new ByteArrayOutputStream(stored.body().bytes().length * 2);
                    AnswerWriter writer = codec.answers().orElseThrow();
                    StreamEvent.Sink out = WholeCharacters.before(writer.stream(context, frames::writeBytes));
                    Answer read = WholeAnswer.read(
                            200,
                            stored.body().bytes(),
                            sink -> codec.dialect().wholeDecoder(stored.convention(), event -> {
                                sink.accept(event);
                                if (!(event instanceof StreamEvent.Ended)) {
                                    out.accept(unmarked(event));
                                }
                            }));
                    out.accept(new StreamEvent.Ended());
                    return read.error().isPresent() ? Optional.empty() : Optional.of(frames.toByteArray());
                }));
    }

    /** Returns an answer whole, as it is kept. */
    static Optional<byte[]> whole(CacheableCall call, Answer answer) {
        return call.codec()
                .flatMap(codec -> context(call, codec)
                        .map(context -> codec.answers().orElseThrow().whole(answer, context)));
    }

    private static Optional<AnswerContext> context(CacheableCall call, Codec codec) {
        try {
            return Optional.of(new AnswerContext(
                    call.callId(),
                    codec.requests().orElseThrow().read(call.body().bytes()),
                    new Body.Bytes(call.body().bytes()),
                    call.issuer(),
                    Instant.now()));
        } catch (RefusedException e) {
            return Optional.empty(); // the provider took what our reader does not
        }
    }

    /** What is kept was marked for the client; the writer marks it again. */
    private static StreamEvent unmarked(StreamEvent event) {
        if (event instanceof StreamEvent.SignatureDelta delta) {
            return new StreamEvent.SignatureDelta(delta.choice(), delta.block(), unmarked(delta.signature()));
        } else if (event instanceof StreamEvent.EncryptedReasoning told) {
            return new StreamEvent.EncryptedReasoning(told.choice(), told.block(), unmarked(told.data()));
        }
        return event;
    }

    private static String unmarked(String value) {
        String plain = value;
        if (value.startsWith(BASE64_PREFIX)) {
            try {
                plain = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return value;
            }
        }
        return IssuerTag.read(plain).map(IssuerTag::value).orElse(value);
    }
}
