package io.throughline.translate;

import io.throughline.ProxyResponse;
import io.throughline.dialect.UsageConvention;
import io.throughline.record.AnswerTap;
import io.throughline.record.Recording;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.Framing;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** Makes of a provider's answer the client's, in the client's dialect. Safe for use by many threads. */
public final class TranslatedAnswers {
    private final ByteBudget held;

    /**
     * Makes one.
     *
     * @param held what all whole answers in memory share
     */
    public TranslatedAnswers(ByteBudget held) {
        this.held = held;
    }

    /**
     * Translates an answer. The response's header fields are the upstream's, but for those of the body; nothing is filtered.
     *
     * @param upstream the provider's response
     * @param call the call
     * @param convention how the provider counts tokens
     * @param recording what the call is recorded in
     * @param clientLeft whether the client has left
     * @param continuation finds who goes on where a stream breaks; empty where it just breaks
     * @return the client's response; an error, with its status, where the provider failed before anything was written
     */
    public CompletionStage<ProxyResponse> of(
            ProxyResponse upstream,
            Translation call,
            UsageConvention convention,
            Recording recording,
            BooleanSupplier clientLeft,
            Optional<Continuation> continuation) {
        Optional<Framing> framing = AnswerTap.framing(upstream.headers());
        boolean streams = upstream.status() < 300 && framing.isPresent() && call.context().asked().stream();
        if (streams && continuation.isPresent()) {
            return new StreamedAnswer(call, framing.get(), convention, recording, clientLeft)
                    .of(upstream, continuation.get());
        }
        return streams
                ? new StreamedAnswer(call, framing.get(), convention, recording, clientLeft).of(upstream)
                : new CollectedAnswer(call, framing, convention, recording, clientLeft).of(upstream, held);
    }
}
