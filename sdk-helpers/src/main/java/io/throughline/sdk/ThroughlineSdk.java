package io.throughline.sdk;

import io.throughline.Secret;
import io.throughline.Throughline;
import io.throughline.ThroughlineContext;

/**
 * SDK clients on the handler in this JVM: no server, no port, no further hop. Immutable and safe for use by many threads: {@link #agent},
 * {@link #trace}, {@link #thread}, {@link #user} and {@link #key} return narrower copies, and the clients given are never changed.
 *
 * <p>Calls are routed as the server routes them, by the model's name, and go out with the configured providers' credentials; the key that a
 * client was built with is not used. A call belongs to what these say, else to the {@link ThroughlineContext} of the thread that makes it. The mounts for HTTP clients are made of it: {@link ThroughlineOkHttpInterceptor}, {@link
 * ThroughlineHttpClient}, {@link ThroughlineHttpClientBuilder}, {@link ThroughlineExecChainHandler}.
 *
 * <pre>{@code
 * ThroughlineSdk sdk = ThroughlineSdk.of(throughline).agent("support-bot");
 * OpenAIClient openai = sdk.trace("session-123").openai(client);
 * }</pre>
 */
public final class ThroughlineSdk {
    private final InProcess handler;

    private ThroughlineSdk(InProcess handler) {
        this.handler = handler;
    }

    /** Makes clients that call {@code throughline}, which the application closes when it has no more calls. */
    public static ThroughlineSdk of(Throughline throughline) {
        return new ThroughlineSdk(InProcess.of(throughline));
    }

    /** Returns this with one of the configured keys: its limits hold then. Without one the application itself calls, and may all. */
    public ThroughlineSdk key(String apiKey) {
        return new ThroughlineSdk(handler.with(Secret.of(apiKey)));
    }

    /** Returns this for the calls of an agent. */
    public ThroughlineSdk agent(String name) {
        return new ThroughlineSdk(handler.with(handler.scope().withAgent(name)));
    }

    /** Returns this for one run of an agent. */
    public ThroughlineSdk trace(String id) {
        return new ThroughlineSdk(handler.with(handler.scope().withTrace(id)));
    }

    /**
     * Returns this in the {@link ThroughlineContext} that is open on this thread, or this where there is none. Blocking clients find that by themselves; the
     * vendors' asynchronous clients send from threads of their own, and are made of this where a call is made: that is cheap.
     */
    public ThroughlineSdk here() {
        Scope scope = ThroughlineContext.current()
                .map(said -> handler.scope().in(said))
                .orElse(handler.scope());
        return new ThroughlineSdk(handler.with(scope));
    }

    /** Returns this for a conversation of many runs. */
    public ThroughlineSdk thread(String id) {
        return new ThroughlineSdk(handler.with(handler.scope().withThread(id)));
    }

    /** Returns this for the work done for a user of the application's. */
    public ThroughlineSdk user(String id) {
        return new ThroughlineSdk(handler.with(handler.scope().withUser(id)));
    }

    /**
     * Returns a client like {@code client} whose calls go through the handler. Streams come event by event; closing one ends the call at
     * the provider.
     *
     * @param client an {@code OpenAIClient} or an {@code OpenAIClientAsync} of openai-java 3 or 4
     * @param <C> the client's type
     * @throws IllegalArgumentException when it is neither
     */
    public <C> C openai(C client) {
        return OpenAiClients.inProcess(client, handler);
    }

    /**
     * Returns a client like {@code client} whose calls go through the handler. Streams come event by event; closing one ends the call at
     * the provider.
     *
     * @param client an {@code AnthropicClient} or an {@code AnthropicClientAsync} of anthropic-java 2 or 3, over any of its backends
     * @param <C> the client's type
     * @throws IllegalArgumentException when it is neither
     */
    public <C> C anthropic(C client) {
        return AnthropicClients.inProcess(client, handler);
    }

    InProcess handler() {
        return handler;
    }
}
