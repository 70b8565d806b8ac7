package io.throughline.api;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;

/** The registry of {@code /metrics}; a class of its own, since its library may not be there. */
final class PrometheusRegistry {
    private PrometheusRegistry() {}

    /** Returns meters that Prometheus can read. */
    static Meters meters() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        return new MicrometerMeters(registry, () -> Optional.of(registry.scrape()));
    }
}
