package io.throughline.spring.boot;

import io.micrometer.observation.ObservationRegistry;
import io.throughline.Throughline;
import io.throughline.spring.ThroughlineInterceptor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/** Puts the interceptor last into every builder of a {@code RestClient} and every {@code RestTemplate} that is a bean, unless it has one. */
final class RestBuilders implements BeanPostProcessor {
    private final ObjectProvider<Throughline> throughline;
    private final ObjectProvider<SpringConfig> config;
    private final ObjectProvider<ObservationRegistry> observations;

    /** Makes a processor; what it needs is asked for with the first builder. */
    RestBuilders(
            ObjectProvider<Throughline> throughline,
            ObjectProvider<SpringConfig> config,
            ObjectProvider<ObservationRegistry> observations) {
        this.throughline = throughline;
        this.config = config;
        this.observations = observations;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof RestClient.Builder builder) {
            builder.requestInterceptors(interceptors -> {
                if (interceptors.stream().noneMatch(ThroughlineInterceptor.class::isInstance)) {
                    interceptors.add(interceptor());
                }
            });
        } else if (bean instanceof RestTemplate template) {
            intercept(template);
        }
        return bean;
    }

    /** Puts the interceptor into a template, unless it has one. */
    void intercept(RestTemplate template) {
        if (template.getInterceptors().stream().noneMatch(ThroughlineInterceptor.class::isInstance)) {
            template.getInterceptors().add(interceptor());
        }
    }

    private ThroughlineInterceptor interceptor() {
        return new ThroughlineInterceptor(
                throughline.getObject(),
                config.getObject().mode(),
                config.getObject().observations(observations));
    }
}
