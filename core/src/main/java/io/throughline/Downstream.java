package io.throughline;

import io.throughline.api.Answers;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.registry.Dialects;
import io.throughline.http.HeaderHygiene;
import io.throughline.mark.AnswerEdits;
import io.throughline.record.AnswerTap;
import io.throughline.record.BrokenAnswer;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.translate.Continuation;
import io.throughline.translate.EmbeddingCalls;
import io.throughline.translate.TranslatedAnswers;
import io.throughline.translate.Translation;
import io.throughline.wire.AlignedEvents;
import io.throughline.wire.BodyCollector;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.KeptAlive;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** Makes of a provider's response the client's: the same bytes, watched; the header fields that may pass, and ours. */
final class Downstream {
    private static final byte[] PING = "event: ping\ndata: {\"type\": \"ping\"}\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] COMMENT = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

    private final ByteBudget kept;
    private final TranslatedAnswers translated;
    private final EmbeddingCalls embeddings;
    private final KeylessErrors errors;

    private final Optional<Duration> keepAlive;
    private final KeptAlive.Alarm alarm;

    /**
     * Makes one.
     *
     * @param kept what all whole answers in memory share
     * @param keepAlive after how long a silence a stream says something itself; never where it is empty
     * @param alarm tells of silences
     */
    Downstream(ByteBudget kept, Optional<Duration> keepAlive, KeptAlive.Alarm alarm) {
        this.kept = kept;
        this.keepAlive = keepAlive;
        this.alarm = alarm;
        this.translated = new TranslatedAnswers(kept);
        this.embeddings = new EmbeddingCalls(kept);
        this.errors = new KeylessErrors(kept);
    }

    /** Returns what carries a call that is sent in parts. */
    Upstream inParts(Outbound.Way.Embed embed, Upstream upstream) {
        return new PartsUpstream(embeddings, embed, upstream);
    }

    private static CompletionStage<ProxyResponse> embedded(
            Outbound.Way.Embed embed, Outbound outbound, Finish finish, Recording recording) {
        ProxyResponse response = EmbeddingCalls.written(
                embed.call(),
                Objects.requireNonNull(embed.sent().get()),
                recording,
                clientLeft(outbound).getAsBoolean());
        return finish.written(filtered(response, recording));
    }

    /**
     * How an answer goes on where it breaks.
     *
     * @param call how it is written
     * @param continuation who goes on
     */
    record Onwards(Translation call, Continuation continuation) {}

    /**
     * Makes of a provider's response what the client gets.
     *
     * @param onwards how it goes on where it breaks: then it is written here, whatever the provider speaks; empty where it just breaks
     */
    CompletionStage<ProxyResponse> answer(
            ProxyResponse upstream, Outbound outbound, Optional<Onwards> onwards, Finish finish, Recording recording) {
        if (upstream.status() >= 300 && upstream.status() < 400) {
            return CompletableFuture.completedStage(redirected(upstream, outbound, recording));
        }
        if (outbound.way() instanceof Outbound.Way.Embed embed) {
            return embedded(embed, outbound, finish, recording);
        }
        if (upstream.status() < 400) {
            return passed(upstream, outbound, onwards, finish, recording);
        }
        return errors.of(upstream, outbound.request().headers(), outbound.call().dialect())
                .thenCompose(error -> passed(error, outbound, onwards, finish, recording));
    }

    private CompletionStage<ProxyResponse> passed(
            ProxyResponse upstream, Outbound outbound, Optional<Onwards> onwards, Finish finish, Recording recording) {
        Optional<Translation> translation = onwards.map(Onwards::call).or(() -> outbound.translation());
        CompletionStage<ProxyResponse> answer = translation.isPresent()
                ? translated(upstream, translation.get(), outbound, onwards, recording)
                        .thenCompose(finish::written)
                : relayed(upstream, outbound, finish, recording);
        return keepAlive.isEmpty()
                ? answer
                : answer.thenApply(
                        response -> keptAlive(response, outbound.call().dialect(), keepAlive.get()));
    }

    /** Anthropic's clients know an event for it, all others skip a comment. */
    private ProxyResponse keptAlive(ProxyResponse response, String dialect, Duration interval) {
        boolean events = isPlain(response.headers()) && AnswerTap.isEventStream(response.headers());
        if (!events || !(response.body() instanceof Body.Push push)) {
            return response;
        }
        byte[] ping = dialect.equals(Endpoint.ModelCall.MESSAGES.dialect()) ? PING : COMMENT;
        return response.with(
                new Body.Push(new KeptAlive(push.publisher(), ping, interval, alarm), OptionalLong.empty()));
    }

    private static boolean isPlain(Headers headers) {
        return headers.first("content-encoding")
                .map("identity"::equalsIgnoreCase)
                .orElse(true);
    }

    private CompletionStage<ProxyResponse> translated(
            ProxyResponse upstream,
            Translation translation,
            Outbound outbound,
            Optional<Onwards> onwards,
            Recording recording) {
        return translated
                .of(
                        upstream,
                        translation,
                        outbound.provider().usage(),
                        recording,
                        clientLeft(outbound),
                        onwards.map(Onwards::continuation))
                .thenApply(response -> filtered(response, recording));
    }

    private static ProxyResponse filtered(ProxyResponse response, Recording recording) {
        Headers passed = HeaderHygiene.downstream(response.headers());
        return OurHeaders.on(new ProxyResponse(response.status(), passed, response.body()), recording);
    }

    private CompletionStage<ProxyResponse> relayed(
            ProxyResponse upstream, Outbound outbound, Finish finish, Recording recording) {
        recording.answering(upstream.status());
        Dialect dialect = Dialects.named(outbound.call().dialect()).orElseThrow();
        AnswerTap tap = new AnswerTap(
                recording,
                dialect,
                outbound.provider().usage(),
                upstream.status(),
                upstream.headers(),
                kept,
                clientLeft(outbound),
                finish.listener(),
                finish.wholeListener(upstream));
        Body body = whole(upstream.body().tapped(tap), dialect, upstream.headers(), tap::endedEarly);
        Headers headers = HeaderHygiene.downstream(upstream.headers());
        ProxyResponse response = OurHeaders.on(new ProxyResponse(upstream.status(), headers, body), recording);
        AnswerEdits.UsageChunk usage =
                outbound.way() instanceof Outbound.Way.Relay relay ? relay.usage() : AnswerEdits.UsageChunk.PASSES;
        return finish.relayed(response, usage, outbound.provider().usage());
    }

    /** Holds no more of a request than it asks: what the answer is read with may live for long. */
    private static BooleanSupplier clientLeft(Outbound outbound) {
        Attributes call = outbound.request().attributes();
        return () -> Cancellation.hasLeft(call);
    }

    /**
     * A stream that breaks, or ends before its answer does, is told by a last event, not by half of one. A coded stream can't be added to: it breaks
     * as it is.
     */
    private static Body whole(Body body, Dialect dialect, Headers headers, BooleanSupplier endedEarly) {
        if (body instanceof Body.Push push && isPlain(headers) && AnswerTap.isEventStream(headers)) {
            return new Body.Push(
                    new AlignedEvents(push.publisher(), cause -> dialect.errorEvent(broken(cause)), endedEarly),
                    OptionalLong.empty());
        }
        return body;
    }

    private static ModelError broken(Optional<Throwable> cause) {
        return cause.map(it -> BrokenAnswer.error("The provider's stream broke off", it))
                .orElseGet(() ->
                        ModelError.of(ModelError.Kind.UPSTREAM, "The provider's stream ended before its answer did"));
    }

    /** A redirect is not followed and not passed on: a key only ever goes to its own host. */
    private static ProxyResponse redirected(ProxyResponse upstream, Outbound outbound, Recording recording) {
        BodyCollector.discard(upstream.body());
        ModelError error = ModelError.of(
                ModelError.Kind.UPSTREAM,
                "The provider answered with a redirect (" + upstream.status() + "), which is not followed");
        recording.answering(error.status());
        recording.failed(error, Answer::empty);
        return OurHeaders.on(Answers.error(outbound.call().dialect(), error), recording);
    }
}
