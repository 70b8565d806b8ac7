package io.throughline.spring.boot;

import io.throughline.Throughline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** The Actuator's endpoint {@code throughline}: what is done with calls, and how the sinks of their records are. Holds no secret. */
@Endpoint(id = "throughline")
final class ThroughlineEndpoint {
    private final Throughline throughline;
    private final SpringConfig config;

    ThroughlineEndpoint(Throughline throughline, SpringConfig config) {
        this.throughline = throughline;
        this.config = config;
    }

    @ReadOperation
    Map<String, Object> show() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("mode", config.mode().name().toLowerCase(java.util.Locale.ROOT));
        shown.put("sinks", sinks(throughline));
        return shown;
    }

    /** Returns how each sink is. */
    static List<Map<String, Object>> sinks(Throughline throughline) {
        return throughline.sinks().stream()
                .<Map<String, Object>>map(sink -> {
                    Map<String, Object> shown = new LinkedHashMap<>();
                    shown.put("name", sink.name());
                    shown.put("up", sink.up());
                    shown.put("waiting", sink.waiting());
                    shown.put("written", sink.written());
                    shown.put("dropped", sink.dropped());
                    sink.lastError().ifPresent(error -> shown.put("last-error", error));
                    return shown;
                })
                .toList();
    }
}
