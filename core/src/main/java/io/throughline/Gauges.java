package io.throughline;

import io.throughline.api.Meters;
import io.throughline.http.ApacheUpstream;
import io.throughline.route.Routing;
import io.throughline.sink.DropReason;
import io.throughline.sink.SinkStatus;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** Shows how the parts do. Not safe for use by several threads. */
final class Gauges {
    private final Lasting lasting;
    private final Meters meters;
    private final Set<String> targets = new HashSet<>();

    /** Shows all but the targets. */
    Gauges(Lasting lasting) {
        this.lasting = lasting;
        this.meters = lasting.meters();
        meters.counter(
                "throughline.observe.faults",
                "Calls of the application that could not be observed for a fault of ours",
                "observer",
                "",
                lasting.faults()::sum);
        meters.counter(
                "throughline.signatures.rejected",
                "Invisible signatures in requests that were damaged, forged or another tenant's, and ignored",
                "",
                "",
                lasting.rejectedSignatures()::sum);
        meters.gauge("throughline.calls.active", "Calls under way", Map.of(), lasting.admission()::calls);
        held("request", lasting.bodies()::held);
        held("answer", lasting.answers()::held);
        held("record", lasting.recorder()::held);
        connections("leased", ApacheUpstream.Stats::leased);
        connections("idle", ApacheUpstream.Stats::idle);
        connections("pending", ApacheUpstream.Stats::pending);
        meters.counter(
                "throughline.records.dropped",
                "Records dropped",
                "recorder",
                "too_many_waiting",
                lasting.recorder()::dropped);
        lasting.telemetry().status().forEach(status -> sink(status.name()));
    }

    /** Shows the targets that are configured, those that are new; clients can name any others. */
    void ofTargets(Routing routing, ToIntFunction<String> level) {
        routing.aliases().values().stream()
                .flatMap(alias -> alias.choices().stream())
                .map(choice -> choice.target().id())
                .filter(targets::add)
                .forEach(target -> meters.gauge(
                        "throughline.breaker.state",
                        "0 closed, 1 half open, 2 open",
                        Map.of("target", target),
                        () -> level.applyAsInt(target)));
    }

    /** Shows how often what nodes share could not be reached. */
    void outages(String of, LongSupplier count) {
        meters.counter(
                "throughline.outages",
                "Times that what nodes share could not be reached, and calls went on without it",
                of,
                "",
                count);
    }

    private void held(String kind, LongSupplier bytes) {
        meters.gauge("throughline.held.bytes", "Bytes of bodies in memory", Map.of("kind", kind), bytes);
    }

    private void connections(String state, ToLongFunction<ApacheUpstream.Stats> count) {
        meters.gauge(
                "throughline.upstream.connections",
                "Connections to providers",
                Map.of("state", state),
                () -> count.applyAsLong(lasting.upstream().stats()));
    }

    private void sink(String name) {
        meters.counter(
                "throughline.records.written",
                "Records written",
                name,
                "",
                () -> status(name).written());
        meters.gauge(
                "throughline.records.spooled",
                "Records that wait on disk",
                Map.of("sink", name),
                () -> status(name).spooled());
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
        return lasting.telemetry().status().stream()
                .filter(sink -> sink.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
