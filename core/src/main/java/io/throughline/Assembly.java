package io.throughline;

import io.throughline.api.Meters;
import io.throughline.api.OwnEndpoints;
import io.throughline.config.ThroughlineConfig;
import io.throughline.record.CallRecord;
import io.throughline.sink.SinkStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** Puts the parts together as the configuration says, changes them when it changes, and takes them apart again. */
final class Assembly {
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Lasting lasting;
    private final Gauges gauges;
    private final OwnEndpoints own;
    private final Reloads reloads;
    private volatile Wiring current;

    Assembly(ThroughlineConfig config, Meters meters, UnaryOperator<Upstream> transport) {
        lasting = new Lasting(config, meters, transport, this::settled);
        current = Wiring.first(config, lasting);
        reloads = new Reloads(this::reload, meters);
        own = new OwnEndpoints(
                (request, scope) -> current.entrance().authenticated(request, scope),
                request -> current.entrance().glance(request),
                request -> current.explanation().of(request),
                lasting.agents().registry(),
                lasting.agents().events(),
                () -> current.models(),
                lasting.telemetry().store(),
                lasting::isDraining,
                lasting.telemetry()::status,
                reloads::last,
                meters);
        gauges = new Gauges(lasting);
        gauges.ofTargets(config.routing(), this::level);
        gauges.outages("limits", () -> current.spending().limitOutages());
        gauges.outages("cache", () -> current.spending().cacheOutages());
        gauges.outages("continuity", () -> current.continuityOutages());
        meters.gauge(
                "throughline.breakers.open",
                "Targets that are left alone",
                Map.of(),
                () -> current.traffic().breakers().open());
    }

    private int level(String target) {
        return current.traffic().breakers().level(target);
    }

    /** Returns how calls go now. */
    Wiring wiring() {
        return current;
    }

    /** Returns how calls go now, taken for one of them, which gives it back by {@link Wiring#leave}. */
    Wiring entered() {
        Wiring wiring = current;
        while (!wiring.enter()) {
            wiring = current;
        }
        return wiring;
    }

    /**
     * Takes another configuration. Where anything of it can't be had, nothing is changed.
     *
     * @return the keys whose change waits for the next start
     * @throws IllegalStateException where the library of something is not there that is configured now
     */
    private synchronized List<String> reload(ThroughlineConfig wanted) {
        if (closed.get()) {
            throw new IllegalStateException("closed");
        }
        Wiring before = current;
        List<String> waiting = new ArrayList<>(Fixed.changed(before.config(), wanted));
        waiting.addAll(before.unheeded(wanted));
        ThroughlineConfig taken = Fixed.kept(before.config(), wanted);
        Wiring next = before.next(taken, lasting);
        lasting.heed(taken);
        current = next;
        before.replacedBy(next);
        gauges.ofTargets(taken.routing(), this::level);
        return waiting;
    }

    Reloads reloads() {
        return reloads;
    }

    Lasting lasting() {
        return lasting;
    }

    List<SinkStatus> sinks() {
        return lasting.telemetry().status();
    }

    OwnEndpoints own() {
        return own;
    }

    void drain() {
        lasting.drain();
    }

    /** In the order of the data: nothing new, then what is under way, then what was recorded. */
    void close(Duration deadline) {
        drain();
        if (closed.compareAndSet(false, true)) {
            lasting.closeCalls();
            synchronized (this) {
                current.close();
            }
            lasting.closeRecords(deadline);
            own.close();
        }
    }

    private void settled(CallRecord call) {
        current.recorded(call);
    }
}
