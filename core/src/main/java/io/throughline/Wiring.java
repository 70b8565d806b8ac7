package io.throughline;

import io.throughline.access.Authenticator;
import io.throughline.access.CallLimits;
import io.throughline.api.ModelEndpoints;
import io.throughline.cache.CachedAnswers;
import io.throughline.config.ThroughlineConfig;
import io.throughline.price.Pricing;
import io.throughline.provider.Models;
import io.throughline.record.CallRecord;
import io.throughline.record.Recorder;
import io.throughline.route.Alias;
import io.throughline.route.Router;
import io.throughline.route.Routing;
import io.throughline.route.Traffic;
import io.throughline.wire.BodyCollector;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How calls go under one configuration. A call goes by the one that was current when it came in, to its end; what was learnt and counted is taken over
 * by the next. Immutable but for who uses it; safe for use by many threads.
 */
final class Wiring {
    private final Tenancy tenancy = new Tenancy();
    private final ThroughlineConfig config;
    private final Optional<CachedAnswers> cache;
    private final CallLimits limits;
    private final Conversations conversations;
    private final Traffic traffic;
    private final Recorder recorder;
    private final Spending spending;
    private final Joining joining;
    private final Entrance entrance;
    private final OutboundWriter outbound;
    private final Attempts attempts;
    private final ModelEndpoints models;
    private final Explanation explanation;
    private final ClientCalls clientCalls;
    private final Observer observer;

    private Wiring(ThroughlineConfig config, Lasting lasting, Taken taken) {
        this.config = config;
        cache = taken.cache;
        limits = taken.limits;
        conversations = taken.conversations;
        Routing routing = config.routing();
        Pricing pricing = Pricing.of(config.prices(), config.providers().values());
        traffic = taken.before
                .map(before -> before.traffic.with(routing.breaker(), new BookedCosts(pricing)))
                .orElseGet(() -> Traffic.of(routing.breaker(), new BookedCosts(pricing), lasting.time()));
        recorder = lasting.recorder(config, pricing);
        spending = new Spending(limits, cache, pricing);
        joining = new Joining(
                config.marks(),
                conversations.signatures(),
                conversations.continuity(),
                lasting.owners(),
                lasting.agents(),
                new Extras(pricing),
                lasting.answers(),
                lasting.rejectedSignatures());
        entrance = new Entrance(
                new Authenticator(config.keys()),
                lasting.admission(),
                lasting.bodies(),
                config.server().maxRequestBytes(),
                new BodyCollector.Patience(config.server().requestIdle(), lasting.time()));
        Models known =
                Models.of(config.providers().values()).beside(routing.aliases().keySet());
        models = new ModelEndpoints(known, targets(routing.aliases().values()));
        outbound = new OutboundWriter(
                new Router(known, config.providers(), lasting.owners(), routing, traffic),
                routing,
                lasting.time(),
                config.strict(),
                config.marks().traceparent());
        attempts = new Attempts(
                outbound,
                new Downstream(lasting.answers(), routing.keepAlive(), lasting.time()),
                routing,
                lasting.time(),
                lasting::upstreamOf,
                lasting.answers());
        explanation = new Explanation(entrance, outbound, recorder, pricing, traffic.breakers(), joining);
        clientCalls = new ClientCalls(
                config.providers(), id -> lasting.owners().of(id).isPresent());
        observer = new Observer(
                clientCalls,
                recorder::begin,
                joining,
                lasting.bodies(),
                lasting.answers(),
                config.server().maxRequestBytes(),
                lasting.faults());
    }

    private static Map<String, List<String>> targets(Collection<Alias> aliases) {
        Map<String, List<String>> targets = new LinkedHashMap<>();
        for (Alias alias : aliases) {
            targets.put(
                    alias.name(),
                    alias.choices().stream().map(choice -> choice.target().id()).toList());
        }
        return targets;
    }

    /** Makes the first one. */
    static Wiring first(ThroughlineConfig config, Lasting lasting) {
        Optional<CachedAnswers> cache = config.cache().map(CachedAnswers::open);
        return new Wiring(
                config,
                lasting,
                new Taken(Optional.empty(), cache, CallLimits.open(config.limits()), Conversations.open(config)));
    }

    /**
     * Makes the one that follows this one. This one stays as it is.
     *
     * @throws IllegalStateException where the library of something is not there that is configured now
     */
    Wiring next(ThroughlineConfig next, Lasting lasting) {
        Optional<CachedAnswers> nextCache = next.cache()
                .map(settings -> cache.flatMap(it -> it.with(settings)).orElseGet(() -> CachedAnswers.open(settings)));
        CallLimits nextLimits;
        try {
            nextLimits = limits.with(next.limits());
        } catch (RuntimeException e) {
            nextCache.filter(made -> cache.filter(made::shares).isEmpty()).ifPresent(CachedAnswers::close);
            throw e;
        }
        return new Wiring(next, lasting, new Taken(Optional.of(this), nextCache, nextLimits, conversations.with(next)));
    }

    private record Taken(
            Optional<Wiring> before, Optional<CachedAnswers> cache, CallLimits limits, Conversations conversations) {}

    /** Takes it for a call, which gives it back by {@link #leave}. Returns false where it has been replaced and let go. */
    boolean enter() {
        return tenancy.enter();
    }

    void leave() {
        tenancy.leave();
    }

    /** Lets go of what the next one does not use, once the last call of this one is over. */
    void replacedBy(Wiring next) {
        cache.filter(own -> next.cache.filter(own::shares).isEmpty())
                .ifPresent(own -> tenancy.giveUp(() -> new Thread(own::close, "throughline-cache-close").start()));
    }

    /** Says what a call took, whichever wiring it went by. */
    void recorded(CallRecord call) {
        spending.recorded(call);
    }

    /** Returns the keys of configuration that {@link #next} would not heed. */
    List<String> unheeded(ThroughlineConfig next) {
        return limits.unheeded(next.limits());
    }

    long continuityOutages() {
        return conversations.index().outages();
    }

    void close() {
        spending.close();
        conversations.index().close();
    }

    ThroughlineConfig config() {
        return config;
    }

    Recorder recorder() {
        return recorder;
    }

    Spending spending() {
        return spending;
    }

    Joining joining() {
        return joining;
    }

    Entrance entrance() {
        return entrance;
    }

    OutboundWriter outbound() {
        return outbound;
    }

    Attempts attempts() {
        return attempts;
    }

    ModelEndpoints models() {
        return models;
    }

    Explanation explanation() {
        return explanation;
    }

    ClientCalls clientCalls() {
        return clientCalls;
    }

    Observer observer() {
        return observer;
    }

    Traffic traffic() {
        return traffic;
    }
}
