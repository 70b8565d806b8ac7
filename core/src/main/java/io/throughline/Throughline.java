package io.throughline;

import io.throughline.access.Caller;
import io.throughline.api.Answers;
import io.throughline.config.ThroughlineConfig;
import io.throughline.dialect.Answer;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.route.Itinerary;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The proxy handler, assembled: the one object that a mount needs. Made once, used by many threads, closed once.
 *
 * <p>A mount does, for each request: build a {@link ProxyRequest} whose target is relative to the mount, with a {@link Cancellation} that it
 * triggers when the client leaves, and a {@link Peer} where there is a connection; call {@link #handle(ProxyRequest)}; write the response's
 * status, headers and body as they come, and cancel the body's subscription when the client leaves.
 */
public final class Throughline implements ProxyHandler, AutoCloseable {
    private final Assembly parts;

    private Throughline(Assembly parts) {
        this.parts = parts;
    }

    /**
     * Assembles a handler.
     *
     * @param config a configuration, already checked
     * @throws IllegalStateException when a sink is configured whose library is not on the class path
     */
    public static Throughline create(ThroughlineConfig config) {
        return new Throughline(new Assembly(config));
    }

    /** Handles a call over Throughline's own connections to the providers. Never fails: what goes wrong is told by the response. */
    public CompletionStage<ProxyResponse> handle(ProxyRequest inbound) {
        return handle(inbound, parts.upstream());
    }

    /** Handles a call over the mount's connections to the providers. Never fails: what goes wrong is told by the response. */
    @Override
    public CompletionStage<ProxyResponse> handle(ProxyRequest inbound, Upstream upstream) {
        Endpoint endpoint = Endpoint.of(inbound.method(), inbound.target().getRawPath());
        if (!(endpoint instanceof Endpoint.ProviderCall call)) {
            return parts.own().answer(endpoint, inbound);
        }
        Recording recording = parts.recorder().begin(call.dialect());
        CompletionStage<ProxyResponse> answer;
        try {
            Caller caller = parts.entrance().admit(inbound, recording);
            answer = parts.entrance().body(inbound, recording).thenCompose(body -> {
                Asked asked = parts.outbound().read(call, body, caller, inbound, recording);
                Itinerary itinerary = parts.outbound().plan(asked, recording);
                return parts.attempts().answer(asked, itinerary, upstream, recording);
            });
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedStage(e);
        }
        return answer.exceptionally(cause -> unanswered(call, cause, inbound, recording));
    }

    /** Says that the process is about to end: {@code /readyz} fails from now on, calls are still served. */
    public void drain() {
        parts.drain();
    }

    /** Writes what was recorded, within {@code deadline}, and lets go of all connections, threads and files. Idempotent. */
    public void close(Duration deadline) {
        parts.close(deadline);
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }

    private ProxyResponse unanswered(
            Endpoint.ProviderCall call, Throwable thrown, ProxyRequest inbound, Recording recording) {
        Throwable cause = thrown instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : thrown;
        ModelError error = Failures.told(cause);
        if (inbound.attributes()
                .get(Cancellation.KEY)
                .map(Cancellation::isCancelled)
                .orElse(false)) {
            recording.attemptFailed("client_left");
            recording.clientLeft(Answer::empty);
        } else if (cause instanceof RefusedException) {
            recording.refused(error);
        } else {
            recording.attemptFailed(Failures.kind(cause));
            recording.answering(error.status());
            recording.failed(error, Answer::empty);
        }
        return OurHeaders.on(Answers.error(call.dialect(), error), recording);
    }
}
