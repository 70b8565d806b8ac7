package io.throughline.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.ProxyResponse;
import io.throughline.dialect.ModelError;
import io.throughline.sink.SinkStatus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Whether the process lives and takes calls, and its counters. Never blocks. */
final class HealthEndpoints {
    private final BooleanSupplier draining;
    private final Supplier<List<SinkStatus>> sinks;
    private final Supplier<Optional<ConfigChange>> change;
    private final Meters meters;

    HealthEndpoints(
            BooleanSupplier draining,
            Supplier<List<SinkStatus>> sinks,
            Supplier<Optional<ConfigChange>> change,
            Meters meters) {
        this.change = change;
        this.draining = draining;
        this.sinks = sinks;
        this.meters = meters;
    }

    ProxyResponse health() {
        return Answers.json(200, Answers.object().put("status", "ok"));
    }

    /** Fails while draining alone: a sink that is down is named, but callers are served all the same. */
    ProxyResponse ready() {
        boolean takesCalls = !draining.getAsBoolean();
        ObjectNode answer = Answers.object().put("status", takesCalls ? "ready" : "draining");
        ArrayNode down = answer.putArray("down");
        ArrayNode list = answer.putArray("sinks");
        for (SinkStatus sink : sinks.get()) {
            if (!sink.up()) {
                down.add(sink.name());
            }
            ObjectNode item = list.addObject()
                    .put("name", sink.name())
                    .put("up", sink.up())
                    .put("waiting", sink.waiting())
                    .put("written", sink.written());
            ObjectNode dropped = item.putObject("dropped");
            sink.dropped().forEach((reason, count) -> dropped.put(reason.name().toLowerCase(Locale.ROOT), count));
            item.put("last_error", sink.lastError().orElse(null));
        }
        change.get().ifPresent(last -> config(answer.putObject("config"), last));
        return Answers.json(takesCalls ? 200 : 503, answer);
    }

    /** Who asks may be anybody: how many problems there are is told, and not which. */
    private static void config(ObjectNode answer, ConfigChange last) {
        answer.put("status", last.isTaken() ? "taken" : "refused")
                .put("at", last.at().toString())
                .put("problems", last.problems().size());
        ArrayNode waiting = answer.putArray("needs_restart");
        last.waiting().forEach(waiting::add);
    }

    ProxyResponse metrics(String dialect) {
        return meters.prometheus()
                .map(text -> Answers.text(200, "text/plain; version=0.0.4; charset=utf-8", text))
                .orElseGet(() -> Answers.error(
                        dialect,
                        ModelError.of(
                                ModelError.Kind.NOT_FOUND,
                                "Counters need io.micrometer:micrometer-registry-prometheus on the class path")));
    }
}
