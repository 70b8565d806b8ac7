package io.throughline;

import io.throughline.config.ThroughlineConfig;
import io.throughline.config.ThroughlineConfig.Server;
import io.throughline.config.ThroughlineConfig.Telemetry;
import io.throughline.sink.SinkSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What of a configuration stays as it is while the process runs: the address, and where records go. */
final class Fixed {
    private Fixed() {}

    /** Returns the keys whose change waits for the next start. */
    static List<String> changed(ThroughlineConfig running, ThroughlineConfig wanted) {
        List<String> changed = new ArrayList<>();
        if (!running.server().host().equals(wanted.server().host())) {
            changed.add("server.host");
        }
        if (running.server().port() != wanted.server().port()) {
            changed.add("server.port");
        }
        if (running.telemetry().queue() != wanted.telemetry().queue()) {
            changed.add("telemetry.queue");
        }
        changed.addAll(sinks(running.telemetry().sinks(), wanted.telemetry().sinks()));
        if (Conversations.areShared(running) != Conversations.areShared(kept(running, wanted))) {
            changed.add("trace.secret");
        }
        return changed;
    }

    /** Returns what is wanted, but for what stays. */
    static ThroughlineConfig kept(ThroughlineConfig running, ThroughlineConfig wanted) {
        Server server = new Server(
                running.server().host(),
                running.server().port(),
                wanted.server().maxRequestBytes(),
                wanted.server().maxConcurrent(),
                wanted.server().requestIdle());
        Telemetry telemetry = new Telemetry(
                wanted.telemetry().content(),
                running.telemetry().queue(),
                running.telemetry().sinks(),
                running.telemetry().ownStore());
        return wanted.with(server).with(telemetry);
    }

    private static Set<String> sinks(List<SinkSettings> running, List<SinkSettings> wanted) {
        Set<String> changed = new TreeSet<>();
        running.stream().filter(sink -> !wanted.contains(sink)).forEach(sink -> changed.add(key(sink)));
        wanted.stream().filter(sink -> !running.contains(sink)).forEach(sink -> changed.add(key(sink)));
        return changed;
    }

    private static String key(SinkSettings sink) {
        if (sink instanceof SinkSettings.Store) {
            return "telemetry.store";
        }
        if (sink instanceof SinkSettings.Redis) {
            return "telemetry.redis";
        }
        return sink instanceof SinkSettings.Jsonl ? "telemetry.jsonl" : "telemetry.log";
    }
}
