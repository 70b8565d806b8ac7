package io.throughline.spring;

import io.micrometer.observation.ObservationRegistry;
import io.throughline.Advice;
import io.throughline.Attributes;
import io.throughline.Cancellation;
import io.throughline.Mode;
import io.throughline.NotRoutedException;
import io.throughline.ProxyRequest;
import io.throughline.Throughline;
import io.throughline.ThroughlineContext;
import io.throughline.thread.CallingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Throughline in a {@code WebClient}. It acts on requests to the hosts of configured providers; every other request passes as it is.
 *
 * <pre>{@code
 * WebClient client = WebClient.builder().filter(new ThroughlineExchangeFilter(throughline)).build();
 * }</pre>
 *
 * <p>A call is in the trace that the Reactor context says, under the key {@link ThroughlineContext#KEY}, else in that of the thread that subscribes:
 *
 * <pre>{@code
 * mono.contextWrite(context -> context.put(ThroughlineContext.KEY, captured))
 * }</pre>
 *
 * <p>Bodies are streams both ways: what the application asks for is asked of the provider, and when it cancels, the provider is left. Routing
 * has to read the request first; it is written with Spring's default codecs. A client with codecs of its own takes {@link #on} instead,
 * which finds them. Add it last, so that it sees requests as they go out. Safe for use by many threads; the {@link Throughline} stays its
 * maker's to close.
 */
public final class ThroughlineExchangeFilter implements ExchangeFilterFunction {
    /** Where Spring puts the current observation, by Micrometer's convention. */
    private static final String OBSERVATION = "micrometer.observation";

    private final Throughline throughline;
    private final Mode mode;
    private final ExchangeStrategies strategies;
    private final ObservationRegistry observations;
    private final Advice advice;

    /** Makes a filter that routes, for clients with Spring's default codecs. */
    public ThroughlineExchangeFilter(Throughline throughline) {
        this(throughline, Mode.ROUTE);
    }

    /** Makes a filter for clients with Spring's default codecs. */
    public ThroughlineExchangeFilter(Throughline throughline, Mode mode) {
        this(throughline, mode, ExchangeStrategies.withDefaults());
    }

    /**
     * Makes a filter.
     *
     * @param throughline the handler
     * @param mode what to do with a call
     * @param strategies the client's codecs
     */
    public ThroughlineExchangeFilter(Throughline throughline, Mode mode, ExchangeStrategies strategies) {
        this(throughline, mode, strategies, ObservationRegistry.NOOP);
    }

    /**
     * Makes a filter whose calls are observed as {@code gen_ai.client.operation}.
     *
     * @param throughline the handler
     * @param mode what to do with a call
     * @param strategies the client's codecs
     * @param observations the application's; a call within a model's observation, as Spring AI makes them, is not observed again
     */
    public ThroughlineExchangeFilter(
            Throughline throughline, Mode mode, ExchangeStrategies strategies, ObservationRegistry observations) {
        this.throughline = throughline;
        this.mode = mode;
        this.strategies = strategies;
        this.observations = observations;
        this.advice = new Advice("ThroughlineExchangeFilter", throughline);
    }

    /** Returns what puts a filter on a client's builder, for {@link WebClient.Builder#apply}: it uses the codecs that the client will have. */
    public static Consumer<WebClient.Builder> on(Throughline throughline, Mode mode) {
        return on(throughline, mode, ObservationRegistry.NOOP);
    }

    /** Returns what puts a filter on a client's builder, whose calls are observed. */
    public static Consumer<WebClient.Builder> on(Throughline throughline, Mode mode, ObservationRegistry observations) {
        return builder -> {
            BuiltStrategies strategies = new BuiltStrategies();
            builder.codecs(strategies::built);
            builder.filter(new ThroughlineExchangeFilter(throughline, mode, strategies, observations));
        };
    }

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        if (!throughline.isProviders(request.url())) {
            return next.exchange(request)
                    .doOnNext(response -> advice.cameWith(
                            Optional.ofNullable(
                                    response.headers().asHttpHeaders().getFirst(Advice.callIdField())),
                            request.url()));
        }
        ClientRequest marked;
        try {
            Map<String, Object> attributes = new HashMap<>(request.attributes());
            if (!advice.isFirst(attributes, request.url())) {
                return next.exchange(request);
            }
            marked = ClientRequest.from(request)
                    .attributes(all -> all.put(Advice.mark(), attributes.get(Advice.mark())))
                    .build();
        } catch (RuntimeException | LinkageError e) {
            throughline.wentUnseen(e);
            return next.exchange(request);
        }
        return Mono.deferContextual(context -> handled(marked, next, context));
    }

    private Mono<ClientResponse> handled(ClientRequest request, ExchangeFunction next, ContextView context) {
        Cancellation cancellation = new Cancellation();
        Calling calling = (call, by) ->
                new Sending(request, next, by, cancellation, advice).call(throughline, mode, call, strategies);
        return made(request, cancellation, context)
                .map(Optional::of)
                .onErrorResume(fault -> {
                    throughline.wentUnseen(fault);
                    return Mono.just(Optional.empty());
                })
                .flatMap(call -> call.map(it -> observed(it, context, calling)).orElseGet(() -> next.exchange(request)))
                .onErrorMap(CompletionException.class, e -> e.getCause() == null ? e : e.getCause())
                // counted already; nothing was sent
                .onErrorResume(NotRoutedException.class, e -> next.exchange(request))
                .doOnCancel(cancellation::cancel);
    }

    /** Codecs that are not the client's may fail where the client would not. */
    private Mono<ProxyRequest> made(ClientRequest request, Cancellation cancellation, ContextView context) {
        return Mono.defer(() -> {
            Attributes attributes = said(Attributes.none().with(Cancellation.KEY, cancellation), context);
            return mode == Mode.OBSERVE
                    ? Mono.just(LateBody.call(request, attributes))
                    : CapturedRequest.of(request, strategies, attributes);
        });
    }

    private Mono<ClientResponse> observed(ProxyRequest call, ContextView context, Calling calling) {
        if (observations.isNoop()
                || throughline.handles(mode, call.method(), call.target()).isEmpty()) {
            return calling.call(call, context);
        }
        Observed observed = Observed.begin(throughline, observations, call, context.getOrDefault(OBSERVATION, null));
        return calling.call(observed.watched(call), Context.of(context).put(OBSERVATION, observed.observation()))
                .doOnNext(answer ->
                        observed.answered(answer.headers().asHttpHeaders().getFirst(Advice.callIdField()) != null))
                .doOnError(observed::failed);
    }

    /** The subscriber's context counts first; else what is said on its thread, which is this one. */
    private static Attributes said(Attributes call, ContextView context) {
        return CallingContext.carried(context.getOrEmpty(ThroughlineContext.KEY)
                .filter(ThroughlineContext.Captured.class::isInstance)
                .map(ThroughlineContext.Captured.class::cast)
                .map(captured -> call.with(ThroughlineContext.KEY, captured))
                .orElse(call));
    }

    /** Makes a call, within a context. */
    private interface Calling {
        Mono<ClientResponse> call(ProxyRequest call, ContextView context);
    }
}
