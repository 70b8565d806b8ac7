package io.throughline.echo;

import io.throughline.Cancellation;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Upstream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A simulated provider in this process: no key, no network. It answers Chat Completions, Responses, Embeddings, Messages, count_tokens and
 * the list of models, found by how the path of the request ends; the host does not matter.
 *
 * <p>An answer says what the user said, then goes on to the wanted length. It depends on the request alone, but for ids and times. The
 * model sets the pace: {@code echo} (a token every 15 ms), {@code echo-fast} (as fast as it is read), {@code echo-slow} (100 ms), {@code
 * echo-reasoning} (reasons first), {@code echo-tools} (calls the first tool offered); any other name is {@code echo} too. A directive in
 * the last user message sets the rest: {@code [[echo tokens=200 pace=20ms fail-after=10]]}.
 *
 * <p>A stream is made as it is read, on the reader's thread when a token is due and on a timer's thread when it is not; a reader must not
 * block there. Cancelling the body, or the request's {@link Cancellation}, ends it at once. Safe for use by many threads.
 */
public final class EchoUpstream implements Upstream, AutoCloseable {
    private final EchoTimer timer;
    private final EchoEndpoints endpoints;
    private final Runnable closing;

    EchoUpstream(EchoTimer timer, Clock clock, Runnable closing) {
        this.timer = timer;
        this.endpoints = new EchoEndpoints(timer, clock);
        this.closing = closing;
    }

    /** Returns a provider with a timer of its own: up to four daemon threads, started when answers take time. */
    public static EchoUpstream create() {
        SchedulerTimer timer = new SchedulerTimer();
        return new EchoUpstream(timer, Clock.systemUTC(), timer::close);
    }

    @Override
    public CompletionStage<ProxyResponse> send(ProxyRequest request) {
        CompletableFuture<ProxyResponse> response = new CompletableFuture<>();
        request.attributes()
                .get(Cancellation.KEY)
                .ifPresent(cancellation -> cancellation.onCancel(
                        () -> response.completeExceptionally(new IOException("the client left"))));
        BodyCollector.collect(request.body())
                .thenApply(body -> endpoints.answer(request, body))
                .whenComplete((reply, failure) -> deliver(reply, failure, response));
        return response;
    }

    /** Takes no more calls that need time; answers that are being given break off with their next token. */
    @Override
    public void close() {
        closing.run();
    }

    private void deliver(
            @Nullable EchoReply reply, @Nullable Throwable failure, CompletableFuture<ProxyResponse> response) {
        if (reply instanceof EchoReply.Answered answered) {
            after(answered.after(), () -> response.complete(answered.response()), response);
        } else if (reply instanceof EchoReply.Broken broken) {
            IOException cut = new IOException("the echo provider was told to cut the connection");
            after(broken.after(), () -> response.completeExceptionally(cut), response);
        } else if (failure != null) {
            Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            response.completeExceptionally(new IOException("the request could not be read", cause));
        }
    }

    private void after(Duration delay, Runnable action, CompletableFuture<ProxyResponse> response) {
        if (delay.isZero()) {
            action.run();
            return;
        }
        try {
            Runnable callOff = timer.after(delay.toNanos(), action);
            response.whenComplete((ignored, failure) -> callOff.run());
        } catch (RejectedExecutionException e) {
            response.completeExceptionally(new IOException("the echo provider was closed", e));
        }
    }
}
