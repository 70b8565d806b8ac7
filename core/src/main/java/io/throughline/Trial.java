package io.throughline;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.Usage;
import io.throughline.dialect.registry.Codec;
import io.throughline.dialect.registry.Codecs;
import io.throughline.dialect.registry.Dialects;
import io.throughline.http.ApacheUpstream;
import io.throughline.http.UpstreamException;
import io.throughline.price.UsageEstimate;
import io.throughline.record.AnswerTap;
import io.throughline.record.CallRecord;
import io.throughline.route.Failure;
import io.throughline.route.RetryAfter;
import io.throughline.route.Timekeeper;
import io.throughline.wire.BodyCollector;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.ContentDecoder;
import io.throughline.wire.Framing;
import io.throughline.wire.HeldBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt: sends a request and reads of the answer as much as tells whether it is one. Of a stream that is its first piece of content, of any other
 * answer all of it, up to {@value #MOST_HELD} bytes. An error's body is left unread.
 */
final class Trial {
    private static final byte[] ERROR = "\"error\"".getBytes(StandardCharsets.US_ASCII);
    private static final long MOST_HELD = 256 * 1024;
    private static final long MOST_DECODED = 4L << 20;

    private final Outbound outbound;
    private final Upstream upstream;
    private final Duration patience;
    private final OptionalLong deadline;
    private final Timekeeper time;
    private final ByteBudget budget;
    private final long began;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private volatile @Nullable CompletableFuture<ProxyResponse> sent;
    private volatile @Nullable HeldBody body;
    private volatile @Nullable FirstWords words;

    /**
     * Makes an attempt.
     *
     * @param outbound the call
     * @param upstream carries it
     * @param patience how long its target may take to show that it answers
     * @param deadline when the whole call must be over
     * @param time the clock
     * @param budget what all beginnings of answers in memory share
     */
    Trial(
            Outbound outbound,
            Upstream upstream,
            Duration patience,
            OptionalLong deadline,
            Timekeeper time,
            ByteBudget budget) {
        this.outbound = outbound;
        this.upstream = upstream;
        this.patience = patience;
        this.deadline = deadline;
        this.time = time;
        this.budget = budget;
        this.began = time.nanos();
    }

    /**
     * What came of an attempt.
     *
     * @param response the response, where there was one: all of it is still to be read
     * @param failure how it failed, if it did
     * @param cause what was thrown, where there is no response
     * @param errorClass the failure's name in the record; empty for none
     * @param firstToken how long it took
     */
    record Result(
            Optional<ProxyResponse> response,
            Optional<Failure> failure,
            Optional<Throwable> cause,
            String errorClass,
            Duration firstToken) {}

    /**
     * Sends the request. The stage always completes normally.
     *
     * @param headed is told the status of the response when its headers are there
     */
    CompletionStage<Result> send(IntConsumer headed) {
        Runnable callOff = time.after(left(), this::timedOut);
        result.whenComplete((done, cause) -> callOff.run());
        CompletableFuture<ProxyResponse> response;
        try {
            response = upstream.send(bounded()).toCompletableFuture();
        } catch (RuntimeException e) {
            response = CompletableFuture.failedFuture(e);
        }
        sent = response;
        if (result.isDone()) {
            response.cancel(false); // ended while its request was on its way out
        }
        response.whenComplete((came, thrown) -> {
            if (came == null) {
                broke(thrown);
            } else if (result.isDone()) {
                BodyCollector.discard(came.body());
            } else {
                headed.accept(came.status());
                came(came);
            }
        });
        return result;
    }

    private Duration left() {
        long most = deadline.isPresent() ? deadline.getAsLong() - began : Long.MAX_VALUE;
        return Duration.ofNanos(Math.max(0, Math.min(patience.toNanos(), most)));
    }

    /** Tells the transport how much time is left, and when to begin to count silence. */
    private ProxyRequest bounded() {
        ProxyRequest request = outbound.request();
        Attributes attributes = request.attributes().with(ApacheUpstream.BEGUN, begun);
        if (deadline.isPresent()) {
            Duration left = Duration.ofNanos(Math.max(1, deadline.getAsLong() - began));
            attributes = attributes.with(ApacheUpstream.TOTAL, left);
        }
        return new ProxyRequest(request.method(), request.target(), request.headers(), request.body(), attributes);
    }

    private void came(ProxyResponse response) {
        if (response.status() >= 400) {
            Optional<Duration> retryAfter = RetryAfter.in(response.headers(), time.now());
            fail(
                    Failure.status(response.status(), retryAfter),
                    CallRecord.Attempt.STATUS,
                    Optional.of(response),
                    Optional.empty());
            return;
        }
        Optional<Dialect> dialect =
                Codecs.named(outbound.spoken()).map(Codec::dialect).or(() -> Dialects.named(outbound.spoken()));
        if (response.status() >= 300 || dialect.isEmpty() || !(response.body() instanceof Body.Push push)) {
            succeed(response);
            return;
        }
        Optional<Framing> framing = AnswerTap.framing(response.headers());
        if (framing.isPresent()) {
            stream(response, push, dialect.get(), framing.get());
        } else {
            whole(response, push, dialect.get());
        }
    }

    private void stream(ProxyResponse response, Body.Push push, Dialect dialect, Framing framing) {
        FirstWords words = new FirstWords(dialect, outbound.provider().usage(), framing, response.headers());
        this.words = words;
        HeldBody held = new HeldBody(words, MOST_HELD, budget);
        ProxyResponse whole = response.with(new Body.Push(held, push.length()));
        body = held;
        held.begin(push.publisher()).thenAccept(ending -> {
            words.finish(ending.isPresent());
            Optional<Throwable> broken = ending.flatMap(HeldBody.Ending::failure);
            if (words.error().isPresent()) {
                fail(
                        Failure.answer(words.error().get()),
                        CallRecord.Attempt.ERROR_IN_ANSWER,
                        Optional.of(whole),
                        Optional.empty());
            } else if (broken.isPresent()) {
                held.cancel();
                broke(broken.get());
            } else if (ending.isPresent() && !words.isSettled()) {
                held.cancel();
                broke(UpstreamException.endedEarly());
            } else {
                succeed(whole);
            }
        });
    }

    private void whole(ProxyResponse response, Body.Push push, Dialect dialect) {
        HeldBody held = new HeldBody(bytes -> false, MOST_HELD, budget);
        ProxyResponse whole = response.with(new Body.Push(held, push.length()));
        body = held;
        held.begin(push.publisher()).thenAccept(ending -> {
            Optional<Throwable> broken = ending.flatMap(HeldBody.Ending::failure);
            Optional<ModelError> error =
                    ending.isPresent() && broken.isEmpty() ? error(held.bytes(), response, dialect) : Optional.empty();
            if (broken.isPresent()) {
                held.cancel();
                broke(broken.get());
            } else if (error.isPresent()) {
                fail(
                        Failure.answer(error.get()),
                        CallRecord.Attempt.ERROR_IN_ANSWER,
                        Optional.of(whole),
                        Optional.empty());
            } else if (ending.isPresent()) {
                byte[] all = held.bytes();
                held.cancel();
                succeed(response.with(new Body.Bytes(all)));
            } else {
                succeed(whole);
            }
        });
    }

    /** Some providers answer 200 and then tell of an error. Few answers have the word in them, so few are read twice. */
    private Optional<ModelError> error(byte[] bytes, ProxyResponse response, Dialect dialect) {
        byte[] body = ContentDecoder.decoded(bytes, response.headers().all("content-encoding"), MOST_DECODED);
        if (!holds(body, ERROR)) {
            return Optional.empty();
        }
        Answer answer =
                dialect.read(response.status(), body, outbound.provider().usage());
        return answer.choices().isEmpty() ? answer.error() : Optional.empty();
    }

    private static boolean holds(byte[] text, byte[] word) {
        for (int i = 0; i <= text.length - word.length; i++) {
            if (text[i] == word[0] && Arrays.equals(text, i, i + word.length, word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }

    private void succeed(ProxyResponse response) {
        begun.set(true);
        Result done = new Result(
                Optional.of(response), Optional.empty(), Optional.empty(), "", Duration.ofNanos(time.nanos() - began));
        if (!result.complete(done)) {
            BodyCollector.discard(response.body());
        }
    }

    private void broke(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : thrown;
        fail(Failure.of(kind(cause)), Failures.kind(cause), Optional.empty(), Optional.of(cause));
    }

    private static Failure.Kind kind(Throwable cause) {
        if (cause instanceof UpstreamException upstream) {
            return switch (upstream.kind()) {
                case CONNECT, RESET, PROTOCOL -> Failure.Kind.CONNECTION;
                case TLS -> Failure.Kind.TRUST;
                case TIMEOUT -> Failure.Kind.TIMEOUT;
                case CANCELLED -> Failure.Kind.FINAL;
            };
        }
        return cause instanceof IOException ? Failure.Kind.CONNECTION : Failure.Kind.FINAL;
    }

    /** The clock is ours and goes by nobody's reads: a provider that says nothing for ever is not waited for. */
    private void timedOut() {
        Throwable cause = UpstreamException.silent(
                String.valueOf(outbound.request().target().getHost()).toLowerCase(Locale.ROOT));
        fail(Failure.of(Failure.Kind.TIMEOUT), "timeout", Optional.empty(), Optional.of(cause));
        stop();
    }

    /** Ends the attempt: another was quicker. Harmless once it is over. */
    void giveUp() {
        Throwable cause = UpstreamException.clientLeft();
        fail(Failure.of(Failure.Kind.FINAL), "given_up", Optional.empty(), Optional.of(cause));
        stop();
    }

    /** Returns what the provider has told of the tokens so far; where it has told nothing, about how many the request has. */
    Usage used() {
        FirstWords read = words;
        return Optional.ofNullable(read)
                .flatMap(FirstWords::usage)
                .orElseGet(() -> UsageEstimate.ofRequest(
                        outbound.request().body().length().orElse(0)));
    }

    private void stop() {
        CompletableFuture<ProxyResponse> sending = sent;
        if (sending != null) {
            sending.cancel(false);
        }
        HeldBody held = body;
        if (held != null && !begun.get()) {
            held.cancel();
        }
    }

    private void fail(Failure failure, String errorClass, Optional<ProxyResponse> response, Optional<Throwable> cause) {
        Duration took = Duration.ofNanos(time.nanos() - began);
        boolean first = result.complete(new Result(response, Optional.of(failure), cause, errorClass, took));
        if (!first) {
            response.ifPresent(late -> BodyCollector.discard(late.body()));
        }
    }
}
