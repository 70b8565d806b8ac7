package io.throughline.api;

import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.access.Caller;
import io.throughline.agent.AgentRegistry;
import io.throughline.agent.RuntimeEvents;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.route.Endpoint;
import io.throughline.sink.SinkStatus;
import io.throughline.sink.TraceStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that Throughline answers itself. Reads of the store run on a few threads of their own, behind a short queue; the rest never
 * blocks. Safe for use by many threads.
 */
public final class OwnEndpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnEndpoints.class);

    private final BiFunction<ProxyRequest, String, Caller> authentication;
    private final Function<ProxyRequest, CompletionStage<ProxyResponse>> explanation;
    private final Supplier<ModelEndpoints> models;
    private final HealthEndpoints health;
    private final AgentEndpoints agents;
    private final Function<ProxyRequest, CompletionStage<byte[]>> bodies;
    private final BiPredicate<String, String> recordedAgents;
    private final Optional<TraceEndpoints> traces;
    private final ThreadPoolExecutor reads =
            new ThreadPoolExecutor(2, 2, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(256), task -> {
                Thread thread = new Thread(task, "throughline-reads");
                thread.setDaemon(true);
                return thread;
            });

    /**
     * Makes the endpoints.
     *
     * @param authentication finds who may do what needs a scope, or throws a {@link RefusedException}
     * @param bodies reads a request's body whole
     * @param explanation makes the dry run of a call
     * @param registry the agents
     * @param events what applications tell of their traces
     * @param models lists what can be called at the time
     * @param store what was recorded, where it can be read
     * @param draining whether the process is about to end
     * @param sinks how the sinks are
     * @param change what became of the last change of the configuration
     * @param meters what was counted
     */
    public OwnEndpoints(
            BiFunction<ProxyRequest, String, Caller> authentication,
            Function<ProxyRequest, CompletionStage<byte[]>> bodies,
            Function<ProxyRequest, CompletionStage<ProxyResponse>> explanation,
            AgentRegistry registry,
            RuntimeEvents events,
            Supplier<ModelEndpoints> models,
            Optional<TraceStore> store,
            BooleanSupplier draining,
            Supplier<List<SinkStatus>> sinks,
            Supplier<Optional<ConfigChange>> change,
            Meters meters) {
        this.authentication = authentication;
        this.bodies = bodies;
        this.explanation = explanation;
        this.agents = new AgentEndpoints(registry, events);
        this.recordedAgents =
                store.<BiPredicate<String, String>>map(it -> it::holdsAgent).orElse((tenant, id) -> false);
        this.models = models;
        this.health = new HealthEndpoints(draining, sinks, change, meters);
        this.traces = store.map(TraceEndpoints::new);
        reads.allowCoreThreadTimeOut(true);
    }

    /** Answers what is no call of a provider. Never fails: what goes wrong is told by the response. */
    public CompletionStage<ProxyResponse> answer(Endpoint endpoint, ProxyRequest inbound) {
        String dialect = Endpoint.errorDialect(inbound.target().getRawPath(), inbound.headers());
        CompletionStage<ProxyResponse> answer;
        try {
            answer = found(endpoint, inbound, dialect);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedStage(e);
        }
        return answer.exceptionally(cause -> Answers.error(dialect, told(cause)))
                .thenApply(response -> Answers.traced(response, inbound.headers()));
    }

    @Override
    public void close() {
        reads.shutdownNow();
    }

    private CompletionStage<ProxyResponse> found(Endpoint endpoint, ProxyRequest inbound, String dialect) {
        if (endpoint instanceof Endpoint.Own own) {
            return switch (own) {
                case HEALTH -> now(health.health());
                case READY -> now(health.ready());
                case METRICS -> now(health.metrics(dialect));
                case EXPLAIN -> explanation.apply(inbound);
                case AGENT_INIT -> init(inbound);
                case EVENTS -> told(inbound);
                case TRACES -> read(inbound, (store, tenant) -> store.traces(tenant, inbound.target()));
                case STATS -> read(inbound, (store, tenant) -> store.stats(tenant, inbound.target()));
            };
        }
        if (endpoint instanceof Endpoint.Recorded asked) {
            return read(inbound, (store, tenant) -> store.recorded(tenant, asked, inbound.target(), dialect));
        }
        if (endpoint instanceof Endpoint.ModelList) {
            return now(models.get().list(authentication.apply(inbound, "llm"), inbound.headers()));
        }
        if (endpoint instanceof Endpoint.Model model) {
            return now(
                    models.get().one(model.name(), authentication.apply(inbound, "llm"), inbound.headers(), dialect));
        }
        if (endpoint instanceof Endpoint.WrongMethod wrong) {
            ModelError error = ModelError.of(
                    ModelError.Kind.METHOD_NOT_ALLOWED,
                    inbound.method() + " is not allowed here; allowed: " + String.join(", ", wrong.allowed()));
            ProxyResponse answer = Answers.error(dialect, error);
            return now(answer.with(answer.headers().with("Allow", String.join(", ", wrong.allowed()))));
        }
        return now(Answers.error(
                dialect,
                ModelError.of(
                        ModelError.Kind.NOT_FOUND,
                        "There is nothing at " + inbound.target().getRawPath())));
    }

    private CompletionStage<ProxyResponse> init(ProxyRequest inbound) {
        Caller caller = authentication.apply(inbound, "events");
        return bodies.apply(inbound).thenCompose(body -> offloaded(() -> agents.init(caller, body, recordedAgents)));
    }

    private CompletionStage<ProxyResponse> told(ProxyRequest inbound) {
        Caller caller = authentication.apply(inbound, "events");
        return bodies.apply(inbound).thenApply(body -> agents.events(caller, body));
    }

    private CompletionStage<ProxyResponse> read(
            ProxyRequest inbound, BiFunction<TraceEndpoints, String, ProxyResponse> reading) {
        Caller caller = authentication.apply(inbound, "traces:read");
        TraceEndpoints store = traces.orElseThrow(() -> new RefusedException(ModelError.of(
                ModelError.Kind.NOT_FOUND, "Nothing that is recorded can be read here: configure telemetry.store")));
        return offloaded(() -> reading.apply(store, caller.tenant()));
    }

    private CompletionStage<ProxyResponse> offloaded(Supplier<ProxyResponse> answer) {
        try {
            return CompletableFuture.supplyAsync(answer, reads);
        } catch (RejectedExecutionException e) {
            throw new RefusedException(
                    ModelError.of(ModelError.Kind.OVERLOADED, "Too many reads are waiting; try again shortly"));
        }
    }

    private static CompletionStage<ProxyResponse> now(ProxyResponse response) {
        return CompletableFuture.completedStage(response);
    }

    private static ModelError told(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : thrown;
        if (cause instanceof RefusedException refused) {
            return refused.error();
        }
        if (cause instanceof IllegalArgumentException wrong) {
            return ModelError.of(ModelError.Kind.INVALID_REQUEST, String.valueOf(wrong.getMessage()));
        }
        LOG.error("An answer of our own failed", cause);
        return ModelError.of(ModelError.Kind.INTERNAL, "Something went wrong in the proxy");
    }
}
