package io.throughline;

import io.throughline.access.Admission;
import io.throughline.access.Authenticator;
import io.throughline.access.CallLimits;
import io.throughline.api.Meters;
import io.throughline.api.OwnEndpoints;
import io.throughline.cache.CachedAnswers;
import io.throughline.config.ThroughlineConfig;
import io.throughline.echo.EchoUpstream;
import io.throughline.http.ApacheUpstream;
import io.throughline.price.Pricing;
import io.throughline.provider.Models;
import io.throughline.provider.Provider;
import io.throughline.provider.RequestSigners;
import io.throughline.record.CallRecord;
import io.throughline.record.Recorder;
import io.throughline.route.Breakers;
import io.throughline.route.Endpoint;
import io.throughline.route.ResponseOwners;
import io.throughline.route.Router;
import io.throughline.route.Routing;
import io.throughline.route.Timekeeper;
import io.throughline.route.Traffic;
import io.throughline.sink.DropReason;
import io.throughline.sink.SinkStatus;
import io.throughline.sink.Telemetry;
import io.throughline.thread.ContinuityIndex;
import io.throughline.wire.ByteBudget;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/** Puts the parts together as the configuration says, and takes them apart again. */
final class Assembly {
    private final Admission admission;
    private final ResponseOwners owners = new ResponseOwners();
    private final Meters meters;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Telemetry telemetry;
    private final Pricing pricing;
    private final Recorder recorder;
    private final ApacheUpstream upstream;
    private final RequestSigners signers = RequestSigners.load();
    private final EchoUpstream echo = EchoUpstream.create();
    private final AgentWatch agents;
    private final ContinuityIndex index;
    private final Joining joining;
    private final Spending spending;
    private final Entrance entrance;
    private final OutboundWriter outbound;
    private final Timekeeper time = Timekeeper.real();
    private final Attempts attempts;
    private final OwnEndpoints own;
    private final ClientCalls clientCalls;
    private final Observer observer;
    private final UnaryOperator<Upstream> transport;

    Assembly(ThroughlineConfig config, Meters meters, UnaryOperator<Upstream> transport) {
        this.meters = meters;
        this.transport = transport;
        // bodies in memory share a quarter of the heap, whole answers kept for the record an eighth
        long heap = Runtime.getRuntime().maxMemory();
        ByteBudget bodies = new ByteBudget(heap / 4);
        admission = new Admission(config.server().maxConcurrent());
        telemetry =
                Telemetry.open(config.telemetry().sinks(), config.telemetry().queue());
        boolean content = config.telemetry().content() == ThroughlineConfig.Content.FULL;
        pricing = Pricing.of(config.prices(), config.providers().values());
        recorder = new Recorder(content, pricing, this::ended, telemetry::accept);
        agents = new AgentWatch(content, telemetry::accept);
        spending = new Spending(CallLimits.open(config.limits()), config.cache().map(CachedAnswers::open), pricing);
        Routing routing = config.routing();
        upstream = ApacheUpstream.builder().connectTimeout(routing.connect()).build();
        Models models =
                Models.of(config.providers().values()).beside(routing.aliases().keySet());
        Traffic traffic = Traffic.of(routing.breaker(), new BookedCosts(pricing), time);
        ByteBudget answers = new ByteBudget(heap / 8);
        Conversations conversations = Conversations.open(config);
        index = conversations.index();
        joining = new Joining(
                config.marks(),
                conversations.signatures(),
                conversations.continuity(),
                agents,
                new Extras(pricing),
                answers);
        entrance = new Entrance(
                new Authenticator(config.keys()),
                admission,
                bodies,
                config.server().maxRequestBytes());
        Router router = new Router(models, config.providers(), owners, routing, traffic);
        outbound = new OutboundWriter(router, routing, time, config.strict());
        attempts = new Attempts(
                outbound, new Downstream(answers, routing.keepAlive(), time), routing, time, this::upstreamOf, answers);
        own = new OwnEndpoints(
                entrance::authenticated,
                entrance::glance,
                new Explanation(entrance, outbound, recorder, pricing, traffic.breakers(), joining)::of,
                agents.registry(),
                agents.events(),
                models,
                routing.aliases().keySet(),
                telemetry.store(),
                draining::get,
                telemetry::status,
                meters);
        clientCalls = new ClientCalls(config.providers(), id -> owners.of(id).isPresent());
        observer = new Observer(
                clientCalls, recorder::begin, bodies, answers, config.server().maxRequestBytes());
        meters.counter(
                "throughline.observe.faults",
                "Calls of the application that could not be observed for a fault of ours",
                "observer",
                "",
                observer::faults);
        spending.meter(meters);
        meters.counter(Spending.OUTAGES, Spending.OUTAGES_HELP, "continuity", "", index::outages);
        meters.gauge("throughline.calls.active", "Calls under way", Map.of(), admission::calls);
        meterHeld("request", bodies::held);
        meterHeld("answer", answers::held);
        meterHeld("record", recorder::held);
        meterBreakers(routing, traffic.breakers());
        meterConnections("leased", ApacheUpstream.Stats::leased);
        meterConnections("idle", ApacheUpstream.Stats::idle);
        meterConnections("pending", ApacheUpstream.Stats::pending);
        meters.counter(
                "throughline.records.dropped", "Records dropped", "recorder", "too_many_waiting", recorder::dropped);
        telemetry.status().forEach(sink -> meterSink(sink.name()));
    }

    Pricing pricing() {
        return pricing;
    }

    Recorder recorder() {
        return recorder;
    }

    Entrance entrance() {
        return entrance;
    }

    OutboundWriter outbound() {
        return outbound;
    }

    Joining joining() {
        return joining;
    }

    Spending spending() {
        return spending;
    }

    Attempts attempts() {
        return attempts;
    }

    ClientCalls clientCalls() {
        return clientCalls;
    }

    Observer observer() {
        return observer;
    }

    List<SinkStatus> sinks() {
        return telemetry.status();
    }

    OwnEndpoints own() {
        return own;
    }

    Upstream upstream() {
        return upstream;
    }

    /** Returns what carries calls to {@code provider}: the simulated one is in this process, whatever the mount's transport is. */
    Upstream upstreamOf(Provider provider, Upstream mounted) {
        return transport(signing(provider, mounted));
    }

    /** Returns what carries a call in the place of {@code carrier}. */
    Upstream transport(Upstream carrier) {
        return transport.apply(carrier);
    }

    private Upstream signing(Provider provider, Upstream mounted) {
        if (provider.family() == Provider.Family.ECHO) {
            return echo;
        }
        return provider.signing()
                .<Upstream>map(settings ->
                        request -> signers.of(settings).sign(request, settings).thenCompose(mounted::send))
                .orElse(mounted);
    }

    AgentWatch agents() {
        return agents;
    }

    void drain() {
        draining.set(true);
    }

    /** In the order of the data: nothing new, then what is under way, then what was recorded. */
    void close(Duration deadline) {
        drain();
        if (closed.compareAndSet(false, true)) {
            time.close();
            upstream.close();
            echo.close();
            recorder.close();
            spending.close();
            index.close();
            telemetry.close(deadline);
            own.close();
        }
    }

    private void meterHeld(String kind, LongSupplier bytes) {
        meters.gauge("throughline.held.bytes", "Bytes of bodies in memory", Map.of("kind", kind), bytes);
    }

    /** Of the targets that are configured; clients can name any others. */
    private void meterBreakers(Routing routing, Breakers breakers) {
        meters.gauge("throughline.breakers.open", "Targets that are left alone", Map.of(), breakers::open);
        routing.aliases().values().stream()
                .flatMap(alias -> alias.choices().stream())
                .map(choice -> choice.target().id())
                .distinct()
                .forEach(target -> meters.gauge(
                        "throughline.breaker.state",
                        "0 closed, 1 half open, 2 open",
                        Map.of("target", target),
                        () -> breakers.level(target)));
    }

    private void meterConnections(String state, ToLongFunction<ApacheUpstream.Stats> count) {
        meters.gauge(
                "throughline.upstream.connections",
                "Connections to providers",
                Map.of("state", state),
                () -> count.applyAsLong(upstream.stats()));
    }

    private void meterSink(String name) {
        meters.counter(
                "throughline.records.written",
                "Records written",
                name,
                "",
                () -> status(name).written());
        for (DropReason reason : DropReason.values()) {
            meters.counter(
                    "throughline.records.dropped",
                    "Records dropped",
                    name,
                    reason.name().toLowerCase(Locale.ROOT),
                    () -> status(name).dropped().getOrDefault(reason, 0L));
        }
    }

    private SinkStatus status(String name) {
        return telemetry.status().stream()
                .filter(sink -> sink.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void ended(CallRecord call) {
        meters.ended(call);
        agents.recorded(call);
        spending.recorded(call);
        boolean response = call.route().inboundDialect().equals(Endpoint.ModelCall.RESPONSES.dialect());
        if (response
                && call.answer().id().isPresent()
                && call.route().provider().isPresent()) {
            owners.note(
                    call.answer().id().get(),
                    call.tenant(),
                    call.route().provider().get());
        }
    }
}
