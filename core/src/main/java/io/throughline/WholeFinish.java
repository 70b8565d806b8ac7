package io.throughline;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.registry.Dialects;
import io.throughline.record.Recording;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.ContentDecoder;
import io.throughline.wire.HeldBody;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** What an answer gains that comes whole, and who learns of it. One that is too large to be looked at passes as it is. */
final class WholeFinish {
    private static final long MOST_HELD = 8L << 20;
    private static final long MOST_DECODED = 64L << 20;

    private final Additions additions;
    private final Heard heard;
    private final Recording recording;
    private final AnswerTakers takers;
    private final ByteBudget held;

    /**
     * Makes one.
     *
     * @param additions what an answer gains
     * @param heard learns of the answer
     * @param recording what the call is recorded in
     * @param takers get all of the answer
     * @param held what all whole answers in memory share
     */
    WholeFinish(Additions additions, Heard heard, Recording recording, AnswerTakers takers, ByteBudget held) {
        this.additions = additions;
        this.heard = heard;
        this.recording = recording;
        this.takers = takers;
        this.held = held;
    }

    /**
     * Finishes an answer.
     *
     * @param reading reads it, in the dialect that the client gets it in
     */
    CompletionStage<ProxyResponse> of(ProxyResponse response, BiFunction<Dialect, byte[], Answer> reading) {
        if (response.body() instanceof Body.Bytes bytes) {
            return CompletableFuture.completedStage(edited(response, bytes.bytes(), reading));
        }
        if (!isHeld(response)) {
            return CompletableFuture.completedStage(response);
        }
        HeldBody body = new HeldBody(bytes -> false, MOST_HELD, held);
        return body.begin(((Body.Push) response.body()).publisher()).thenApply(ending -> {
            boolean all = ending.isPresent() && ending.get().failure().isEmpty();
            if (!all) {
                return response.with(new Body.Push(body, response.body().length()));
            }
            byte[] bytes = body.bytes();
            body.cancel();
            return edited(response, bytes, reading);
        });
    }

    /** Returns whether an answer that came whole is looked at before any of it is passed on: not one that is large, or that the client reads itself. */
    boolean isHeld(ProxyResponse response) {
        boolean large = response.body().length().orElse(0) > MOST_HELD || response.body() instanceof Body.Pull;
        return response.body() instanceof Body.Bytes || (!large && (additions.isDue() || heard.isConversation()));
    }

    private ProxyResponse edited(ProxyResponse response, byte[] coded, BiFunction<Dialect, byte[], Answer> reading) {
        List<String> codings = response.headers().all("content-encoding");
        byte[] body =
                Additions.isPlain(response.headers()) ? coded : ContentDecoder.decoded(coded, codings, MOST_DECODED);
        Optional<Dialect> spoken = Dialects.named(additions.dialect());
        if (spoken.isEmpty()) {
            return response.with(Body.of(coded));
        }
        Answer answer = reading.apply(spoken.get(), body);
        if (answer.error().isPresent()) {
            return response.with(Body.of(coded));
        }
        heard.whole(answer);
        takers.take(answer);
        takers.take(body);
        // what was written here may say less than the provider's own answer, of which the recording knows
        Answer priced = recording.soFar().usage().isPresent() ? recording.soFar() : answer;
        byte[] done = additions.withExtras(priced).whole(body);
        if (done == body) {
            return response.with(Body.of(coded));
        }
        Headers headers =
                response.headers().without("content-encoding").with("Content-Length", Integer.toString(done.length));
        return new ProxyResponse(response.status(), headers, new Body.Bytes(done));
    }
}
