package io.throughline;

import io.throughline.access.Authenticator;
import io.throughline.access.Caller;
import io.throughline.api.ConfigChange;
import io.throughline.api.Meters;
import io.throughline.config.ConfigSource;
import io.throughline.config.ConfigWatch;
import io.throughline.config.ThroughlineConfig;
import io.throughline.record.CallWatch;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.route.Itinerary;
import io.throughline.sink.SinkStatus;
import io.throughline.thread.CurrentSpan;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * The proxy handler, assembled: the one object that a mount needs. Made once, used by many threads, closed once.
 *
 * <p>A mount does, for each request: build a {@link ProxyRequest} whose target is relative to the mount, with a {@link Cancellation} that it
 * triggers when the client leaves, and a {@link Peer} where there is a connection; call {@link #handle(ProxyRequest)}; write the response's
 * status, headers and body as they come, and cancel the body's subscription when the client leaves.
 */
public final class Throughline implements ProxyHandler, AutoCloseable {
    private final Assembly parts;
    private final Reloads reloads;
    private final ApplicationCalls applicationCalls;

    private Throughline(Assembly parts) {
        this.parts = parts;
        this.reloads = parts.reloads();
        this.applicationCalls = new ApplicationCalls(this, parts::wiring, parts.lasting());
    }

    /**
     * Assembles a handler.
     *
     * @param config a configuration, already checked
     * @throws IllegalStateException when a sink is configured whose library is not on the class path
     */
    public static Throughline create(ThroughlineConfig config) {
        return create(config, Meters.available());
    }

    /**
     * Assembles a handler that counts in meters of the application's.
     *
     * @param config a configuration, already checked
     * @param meters such as {@link io.throughline.api.MicrometerMeters}
     * @throws IllegalStateException when a sink is configured whose library is not on the class path
     */
    public static Throughline create(ThroughlineConfig config, Meters meters) {
        return create(config, meters, UnaryOperator.identity());
    }

    /**
     * Assembles a handler whose calls to providers can be watched, recorded or answered in their place, as tests want it.
     *
     * @param config a configuration, already checked
     * @param meters such as {@link io.throughline.api.MicrometerMeters}
     * @param transport is given what would carry a call, whichever mount's it is, before its request is signed; returns what does. Called for each try
     * @throws IllegalStateException when a sink is configured whose library is not on the class path
     */
    public static Throughline create(ThroughlineConfig config, Meters meters, UnaryOperator<Upstream> transport) {
        return new Throughline(new Assembly(config, meters, transport));
    }

    /** Handles a call over Throughline's own connections to the providers. Never fails: what goes wrong is told by the response. */
    public CompletionStage<ProxyResponse> handle(ProxyRequest inbound) {
        return handle(inbound, parts.lasting().upstream());
    }

    /** Handles a call over the mount's connections to the providers. Never fails: what goes wrong is told by the response. */
    @Override
    public CompletionStage<ProxyResponse> handle(ProxyRequest made, Upstream upstream) {
        // the body may come on other threads
        ProxyRequest inbound = made.with(CurrentSpan.carried(made.attributes()));
        Endpoint endpoint = Endpoint.of(inbound.method(), inbound.target().getRawPath());
        if (!(endpoint instanceof Endpoint.ProviderCall call)) {
            return parts.own().answer(endpoint, inbound);
        }
        Wiring wiring = parts.entered();
        Recording recording = wiring.recorder().begin(call.dialect());
        recording.onEnd(wiring::leave);
        inbound.attributes().get(CallWatch.KEY).ifPresent(recording::watchedBy);
        CompletionStage<ProxyResponse> answer;
        try {
            Caller caller = wiring.entrance().admit(inbound, recording);
            answer = wiring.entrance()
                    .body(inbound, recording)
                    .thenCompose(body -> wiring.joining().join(call, body, caller, inbound, recording))
                    .thenCompose(joined -> {
                        Asked asked = wiring.outbound().read(call, joined, caller, inbound, recording);
                        Itinerary itinerary = wiring.outbound().plan(asked, recording);
                        return wiring.spending()
                                .within(
                                        asked,
                                        itinerary,
                                        recording,
                                        () -> wiring.attempts().answer(asked, itinerary, upstream, recording));
                    });
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedStage(e);
        }
        return answer.exceptionally(cause -> Unanswered.told(call, cause, inbound, recording));
    }

    /**
     * Takes another configuration, for all calls that come in from now on; those under way go on by the one they came in under. What was counted and
     * learnt stays: budgets and rates, breakers, times to the first token, cached answers, conversations. Where anything of it can't be had, nothing is
     * changed.
     *
     * @param config a configuration, already checked
     * @return the keys whose change is not taken in before the next start, such as {@code server.port}; all the rest is
     * @throws IllegalStateException where the library of something is not on the class path that is configured now
     */
    public List<String> reload(ThroughlineConfig config) {
        return reloads.take(config);
    }

    /**
     * Takes in the changes of a configuration's files as they are made, until this is closed: a valid one is {@linkplain #reload taken}, of an invalid
     * one everything that is wrong is logged, and the one before holds.
     *
     * @param source the configuration that this was made of
     * @return can be told to read the files at once, and to watch them no more
     */
    public ConfigWatch watch(ConfigSource source) {
        return watch(source, ConfigWatch.PACE);
    }

    /** {@linkplain #watch(ConfigSource) Watches} a configuration's files, looking at them every {@code pace}. */
    public ConfigWatch watch(ConfigSource source, Duration pace) {
        return reloads.watch(source, pace);
    }

    /** Returns what became of the last change of the configuration, where there was one. */
    public Optional<ConfigChange> lastChange() {
        return reloads.last();
    }

    /**
     * Returns what tells of a trace, from inside this JVM.
     *
     * @param traceId the trace, 1 to 128 characters of {@code A-Z a-z 0-9 . _ : -}; {@code X-Trace-ID} of any answer tells it
     * @throws IllegalArgumentException where the id has another form
     */
    public TraceEvents trace(String traceId) {
        ThroughlineContext.Captured checked =
                new ThroughlineContext.Captured(Optional.of(traceId), Optional.empty(), Optional.empty());
        return new TraceEvents(
                parts.lasting().agents().events(),
                Authenticator.inProcess(),
                checked.trace().orElseThrow(),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns whether a provider is configured that an application can call: without one, nothing is there to {@link #route} or {@link #observe}. */
    public boolean hasProviders() {
        return parts.wiring().clientCalls().hasProviders();
    }

    /** Returns whether {@code target}, an absolute URI, is at the host of a configured provider: {@link #route} and {@link #observe} leave all else as it is. */
    public boolean isProviders(URI target) {
        return parts.wiring().clientCalls().isProviders(target);
    }

    /**
     * Returns what becomes of a call that the application makes: routed, or observed where it can't be or is not wanted otherwise. Empty where it is no model
     * call at a configured provider, and has nothing to do here.
     *
     * @param wanted what the application wants
     * @param method in upper case
     * @param target an absolute URI
     */
    public Optional<Mode> handles(Mode wanted, String method, URI target) {
        return parts.wiring().clientCalls().handled(wanted, method, target);
    }

    /** {@linkplain #route(ProxyRequest, Upstream) Routes} a call over Throughline's own connections. */
    public CompletionStage<ProxyResponse> route(ProxyRequest outbound) {
        return route(outbound, parts.lasting().upstream());
    }

    /**
     * Handles a call that the application makes to a provider's host, as if it had been made to Throughline: models, credentials and all are as
     * configured, the transport is the application's client. A model's bare name means the provider whose host is called. What is no model
     * call of OpenAI's, Anthropic's or Gemini's paths is {@linkplain #observe observed}.
     *
     * <p>Where something of ours fails before anything was sent, that is counted, and the stage fails with a {@link NotRoutedException}: the mount lets the
     * call go out as the application made it. What fails later is told by the response.
     *
     * @param outbound the call as the application made it, its target an absolute URI
     * @param client the application's client
     */
    public CompletionStage<ProxyResponse> route(ProxyRequest outbound, Upstream client) {
        return applicationCalls.route(outbound, client);
    }

    /**
     * Lets a call of the application to a provider go out as it is, over the application's own client, and records it. What the client answers or
     * throws is passed on as it is; only the ids of the call are added to the answer's header fields. A call that is not recognised passes
     * unseen, and so does one for which something of ours fails; that is counted.
     *
     * @param outbound the call as the application made it, its target an absolute URI
     * @param client the application's client
     */
    public CompletionStage<ProxyResponse> observe(ProxyRequest outbound, Upstream client) {
        return applicationCalls.observe(outbound, client);
    }

    /**
     * Counts a call that a mount let go out as it was, since something of Throughline's failed before it.
     *
     * @param cause what failed
     */
    public void wentUnseen(Throwable cause) {
        applicationCalls.wentUnseen(cause);
    }

    /** Returns how the sinks are: whether they are up, what waits, what was dropped. */
    public List<SinkStatus> sinks() {
        return parts.sinks();
    }

    /** Says that the process is about to end: {@code /readyz} fails from now on, calls are still served. */
    public void drain() {
        parts.drain();
    }

    /** Writes what was recorded, within {@code deadline}, and lets go of all connections, threads and files. Idempotent. */
    public void close(Duration deadline) {
        reloads.close();
        parts.close(deadline);
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }
}
