package io.throughline.spring.boot;

import io.micrometer.observation.ObservationRegistry;
import io.throughline.Throughline;
import io.throughline.spring.ThroughlineExchangeFilter;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.web.reactive.function.client.WebClient;

/** Puts the filter last into every builder of a {@code WebClient} that is a bean, unless it has one. */
final class WebBuilders implements BeanPostProcessor {
    private final ObjectProvider<Throughline> throughline;
    private final ObjectProvider<SpringConfig> config;
    private final ObjectProvider<ObservationRegistry> observations;

    /** Makes a processor; what it needs is asked for with the first builder. */
    WebBuilders(
            ObjectProvider<Throughline> throughline,
            ObjectProvider<SpringConfig> config,
            ObjectProvider<ObservationRegistry> observations) {
        this.throughline = throughline;
        this.config = config;
        this.observations = observations;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof WebClient.Builder builder) {
            AtomicBoolean there = new AtomicBoolean();
            builder.filters(
                    filters -> there.set(filters.stream().anyMatch(ThroughlineExchangeFilter.class::isInstance)));
            if (!there.get()) {
                builder.apply(ThroughlineExchangeFilter.on(
                        throughline.getObject(),
                        config.getObject().mode(),
                        config.getObject().observations(observations)));
            }
        }
        return bean;
    }
}
