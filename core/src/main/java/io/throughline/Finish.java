package io.throughline;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;
import io.throughline.mark.AnswerEdits;
import io.throughline.record.AnswerTap;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.Framing;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What the answer to one call gains on its way to the client, and who learns of it. Works on the client's dialect, whichever way the answer came. An
 * answer that is too large to be looked at as a whole passes as it is.
 */
final class Finish {
    private final Endpoint.ProviderCall call;
    private final Heard heard;
    private final Recording recording;
    private final Additions additions;
    private final AnswerTakers takers = new AnswerTakers();
    private final StreamFinish streams;
    private final WholeFinish wholes;

    /**
     * Makes one.
     *
     * @param call what is called
     * @param heard learns of the answer
     * @param edits what the answer gains but extras
     * @param extras writes extras, where they are due
     * @param recording what the call is recorded in
     * @param held what all whole answers in memory share
     */
    Finish(
            Endpoint.ProviderCall call,
            Heard heard,
            AnswerEdits edits,
            Optional<Extras> extras,
            Recording recording,
            ByteBudget held) {
        this.call = call;
        this.heard = heard;
        this.recording = recording;
        this.additions = new Additions(call.dialect(), edits, extras, recording);
        this.streams = new StreamFinish(additions, heard);
        this.wholes = new WholeFinish(additions, heard, recording, takers, held);
        recording.onEnd(heard::end);
    }

    /** Has {@code taker} told the answer once all of it has come, and it is no error. To be called before the answer comes. */
    void whenWhole(Consumer<Answer> taker) {
        takers.answerTo(taker);
        recording.onEnd(() -> {
            Answer answer = recording.soFar();
            boolean ofOne = recording.continued().isEmpty(); // what two have said is no target's answer
            if (ofOne && AnswerTap.finished(answer) && answer.error().isEmpty()) {
                takers.take(answer);
            }
        });
    }

    /** Has {@code taker} told the bytes of an answer that comes whole and is no error, as they are before anything is added. To be called before it comes. */
    void whenWholeBytes(Consumer<byte[]> taker) {
        takers.bytesTo(taker);
    }

    /** Returns whether something is added to the answer: it has to come in a form that can be read. */
    boolean isDue() {
        return additions.isDue();
    }

    /** Returns whether the tokens of a stream have to be told, whether the client asked for them or not. */
    boolean needsUsage() {
        return additions.extras().isPresent();
    }

    /** Hears the events of an answer before their bytes are passed on. */
    StreamEvent.Sink listener() {
        return heard;
    }

    /** Hears of a relayed answer that came whole before its last byte is passed on; empty for one that is looked at in {@link #relayed}. */
    Optional<Consumer<Answer>> wholeListener(ProxyResponse upstream) {
        boolean unheard = heard.isConversation() && !wholes.isHeld(upstream) && !isArray();
        return unheard ? Optional.of(heard::whole) : Optional.empty();
    }

    /**
     * Finishes an answer that passes in the provider's bytes, and whose events were told to {@link #listener} where it is a stream.
     *
     * @param usage what becomes of the chunk of a Chat stream that tells the tokens
     * @param convention how the provider counts tokens
     */
    CompletionStage<ProxyResponse> relayed(
            ProxyResponse response, AnswerEdits.UsageChunk usage, UsageConvention convention) {
        Optional<Framing> framing = AnswerTap.framing(response.headers());
        if (response.status() >= 300) {
            return CompletableFuture.completedStage(response);
        }
        if (framing.isEmpty() && isArray()) {
            return CompletableFuture.completedStage(streams.array(response));
        }
        return framing.isPresent()
                ? CompletableFuture.completedStage(streams.relayed(response, framing.get(), usage))
                : wholes.of(response, (spoken, body) -> asRecorded(spoken, response.status(), body, convention));
    }

    /** Finishes an answer that was written here. */
    CompletionStage<ProxyResponse> written(ProxyResponse response) {
        Optional<Framing> framing = AnswerTap.framing(response.headers());
        if (response.status() >= 300) {
            return CompletableFuture.completedStage(response);
        }
        if (framing.isEmpty()) {
            return isArray()
                    ? CompletableFuture.completedStage(streams.array(response))
                    : wholes.of(
                            response, (spoken, body) -> spoken.read(response.status(), body, UsageConvention.STANDARD));
        }
        return CompletableFuture.completedStage(streams.written(response, framing.get()));
    }

    /** Gemini's streams that are no events are one JSON array, and look like a whole answer. */
    private boolean isArray() {
        return call instanceof Endpoint.GenerateContent generate && generate.streamed();
    }

    /** What passes as it is was seen by the recording, too: it is read once for both. */
    private Answer asRecorded(Dialect spoken, int status, byte[] body, UsageConvention convention) {
        Answer seen = recording.soFar();
        boolean isThere = !seen.choices().isEmpty() || seen.error().isPresent();
        return isThere ? seen : spoken.read(status, body, convention);
    }
}
