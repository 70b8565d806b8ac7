package io.throughline;

import io.throughline.dialect.Usage;
import io.throughline.http.ApacheUpstream;
import io.throughline.http.UpstreamException;
import io.throughline.price.UsageEstimate;
import io.throughline.record.CallRecord;
import io.throughline.route.Failure;
import io.throughline.route.RetryAfter;
import io.throughline.route.Timekeeper;
import io.throughline.wire.BodyCollector;
import io.throughline.wire.ByteBudget;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One attempt: sends a request, and is over when the {@linkplain Beginning beginning} of its answer tells whether it is one. An error's body is left unread. */
final class Trial {
    private final Outbound outbound;
    private final Upstream upstream;
    private final Duration patience;
    private final OptionalLong deadline;
    private final Timekeeper time;
    private final Beginning beginning;
    private final long began;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private volatile @Nullable CompletableFuture<ProxyResponse> sent;

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
        this.beginning = new Beginning(outbound, budget);
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
        beginning.of(response).thenAccept(this::judged);
    }

    private void judged(Beginning.Verdict verdict) {
        if (verdict instanceof Beginning.Verdict.Answers answers) {
            succeed(answers.response());
        } else if (verdict instanceof Beginning.Verdict.TellsError tells) {
            fail(
                    Failure.answer(tells.error()),
                    CallRecord.Attempt.ERROR_IN_ANSWER,
                    Optional.of(tells.response()),
                    Optional.empty());
        } else if (verdict instanceof Beginning.Verdict.Breaks breaks) {
            broke(breaks.cause());
        }
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
        Throwable cause = Failures.cause(thrown);
        fail(Failure.of(Failures.met(cause)), Failures.kind(cause), Optional.empty(), Optional.of(cause));
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
        return beginning
                .usage()
                .orElseGet(() -> UsageEstimate.ofRequest(
                        outbound.request().body().length().orElse(0)));
    }

    private void stop() {
        CompletableFuture<ProxyResponse> sending = sent;
        if (sending != null) {
            sending.cancel(false);
        }
        if (!begun.get()) {
            beginning.cancel();
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
