package io.throughline;

import io.throughline.access.Admission;
import io.throughline.access.CallerKey;
import io.throughline.api.Meters;
import io.throughline.config.ThroughlineConfig;
import io.throughline.echo.EchoUpstream;
import io.throughline.http.ApacheUpstream;
import io.throughline.price.Pricing;
import io.throughline.provider.Provider;
import io.throughline.provider.RequestSigners;
import io.throughline.record.CallRecord;
import io.throughline.record.Recorder;
import io.throughline.route.Endpoint;
import io.throughline.route.ResponseOwners;
import io.throughline.route.Timekeeper;
import io.throughline.sink.Telemetry;
import io.throughline.wire.ByteBudget;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The parts that outlive a change of the configuration: what holds connections, threads and files, and what was counted and learnt. */
final class Lasting {
    private final UnaryOperator<Upstream> transport;
    private final Meters meters;
    private final Telemetry telemetry;
    private final Recorder recorder;
    private final AgentWatch agents;
    private final Admission admission;
    private final ApacheUpstream upstream;
    private final RequestSigners signers = RequestSigners.load();
    private final EchoUpstream echo = EchoUpstream.create();
    private final ResponseOwners owners = new ResponseOwners();
    private final Timekeeper time = Timekeeper.real();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final LongAdder faults = new LongAdder();
    private final LongAdder rejectedSignatures = new LongAdder();
    private final ByteBudget bodies;
    private final ByteBudget answers;
    private volatile boolean content;

    /**
     * Opens them.
     *
     * @param settled is told of every call whose record is made
     */
    Lasting(ThroughlineConfig config, Meters meters, UnaryOperator<Upstream> transport, Consumer<CallRecord> settled) {
        this.meters = meters;
        this.transport = transport;
        // bodies in memory share a quarter of the heap, whole answers kept for the record an eighth
        long heap = Runtime.getRuntime().maxMemory();
        bodies = new ByteBudget(heap / 4);
        answers = new ByteBudget(heap / 8);
        telemetry =
                Telemetry.open(config.telemetry().sinks(), config.telemetry().queue());
        agents = new AgentWatch(() -> content, telemetry::accept);
        recorder = new Recorder(
                false,
                Pricing.none(),
                call -> {
                    ended(call);
                    settled.accept(call);
                },
                telemetry::accept);
        admission = new Admission(config.server().maxConcurrent());
        upstream = ApacheUpstream.builder()
                .connectTimeout(config.routing().connect())
                .build();
        heed(config);
    }

    /** Takes what a configuration says of these parts. */
    void heed(ThroughlineConfig config) {
        admission.limit(config.server().maxConcurrent());
        owners.serve(config.keys().stream().map(CallerKey::tenant).distinct().count());
        upstream.connectWithin(config.routing().connect());
        content = isKept(config);
    }

    static boolean isKept(ThroughlineConfig config) {
        return config.telemetry().content() == ThroughlineConfig.Content.FULL;
    }

    Meters meters() {
        return meters;
    }

    Telemetry telemetry() {
        return telemetry;
    }

    /** Returns the recorder of calls under a configuration. */
    Recorder recorder(ThroughlineConfig config, Pricing pricing) {
        return recorder.with(isKept(config), pricing);
    }

    Recorder recorder() {
        return recorder;
    }

    AgentWatch agents() {
        return agents;
    }

    Admission admission() {
        return admission;
    }

    ApacheUpstream upstream() {
        return upstream;
    }

    ResponseOwners owners() {
        return owners;
    }

    Timekeeper time() {
        return time;
    }

    LongAdder faults() {
        return faults;
    }

    LongAdder rejectedSignatures() {
        return rejectedSignatures;
    }

    ByteBudget bodies() {
        return bodies;
    }

    ByteBudget answers() {
        return answers;
    }

    boolean isDraining() {
        return draining.get();
    }

    void drain() {
        draining.set(true);
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

    /** Lets go of what carries calls, then makes the records of those that are over. */
    void closeCalls() {
        time.close();
        upstream.close();
        echo.close();
        recorder.close();
    }

    /** Writes what was recorded. */
    void closeRecords(Duration deadline) {
        telemetry.close(deadline);
    }

    private void ended(CallRecord call) {
        meters.ended(call);
        agents.recorded(call);
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
