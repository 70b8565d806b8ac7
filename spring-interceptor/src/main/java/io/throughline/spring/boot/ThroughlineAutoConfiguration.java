package io.throughline.spring.boot;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.throughline.Throughline;
import io.throughline.api.Meters;
import io.throughline.api.MicrometerMeters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Puts Throughline into the builders of {@code RestClient}, {@code RestTemplate} and {@code WebClient}. It is configured by {@code
 * throughline.*}, which is the tree of {@code throughline.yaml}; a {@link Throughline} bean of the application's own takes its place.
 * {@code throughline.spring.enabled: false} switches it off, {@code throughline.spring.mode} says what is done with calls.
 *
 * <p>Without any configuration it only observes: keys that the environment happens to hold don't take the place of the application's.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnProperty(name = "throughline.spring.enabled", havingValue = "true", matchIfMissing = true)
public class ThroughlineAutoConfiguration {

    /** For Spring. */
    public ThroughlineAutoConfiguration() {}

    @Bean
    static SpringConfig throughlineSpringConfig(ConfigurableEnvironment environment) {
        return new SpringConfig(environment);
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Throughline throughline(SpringConfig config, ObjectProvider<Meters> meters) {
        Throughline throughline = Throughline.create(config.load(), meters.getIfAvailable(Meters::available));
        config.source().ifPresent(throughline::watch);
        return throughline;
    }

    /** Counts in the application's own registry. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class Counting {
        @Bean
        @ConditionalOnMissingBean
        Meters throughlineMeters(ObjectProvider<MeterRegistry> registry) {
            MeterRegistry own = registry.getIfUnique();
            return own == null ? Meters.available() : new MicrometerMeters(own);
        }
    }

    /** Clients that block. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.web.client.RestClient")
    static class Blocking {
        @Bean
        static RestBuilders throughlineRestBuilders(
                ObjectProvider<Throughline> throughline,
                ObjectProvider<SpringConfig> config,
                ObjectProvider<ObservationRegistry> observations) {
            return new RestBuilders(throughline, config, observations);
        }
    }

    /** Clients that don't. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.web.reactive.function.client.WebClient")
    static class Reactive {
        @Bean
        static WebBuilders throughlineWebBuilders(
                ObjectProvider<Throughline> throughline,
                ObjectProvider<SpringConfig> config,
                ObjectProvider<ObservationRegistry> observations) {
            return new WebBuilders(throughline, config, observations);
        }
    }

    /** {@code RestTemplateBuilder} of Spring Boot 3. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.web.client.RestTemplateCustomizer")
    static class TemplatesOfBoot3 {
        @Bean
        org.springframework.boot.web.client.RestTemplateCustomizer throughlineRestTemplateCustomizer(
                RestBuilders builders) {
            return builders::intercept;
        }
    }

    /** {@code RestTemplateBuilder} of Spring Boot 4. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.restclient.RestTemplateCustomizer")
    static class TemplatesOfBoot4 {
        @Bean
        org.springframework.boot.restclient.RestTemplateCustomizer throughlineRestTemplateCustomizer(
                RestBuilders builders) {
            return builders::intercept;
        }
    }

    /** The Actuator's endpoint. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.endpoint.annotation.Endpoint")
    static class Shown {
        @Bean
        @ConditionalOnMissingBean
        ThroughlineEndpoint throughlineEndpoint(Throughline throughline, SpringConfig config) {
            return new ThroughlineEndpoint(throughline, config);
        }
    }

    /** The health of Spring Boot 3. A sink that is down is told of; calls go on, so the application is up. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
    static class HealthOfBoot3 {
        @Bean
        @ConditionalOnMissingBean(name = "throughlineHealthIndicator")
        org.springframework.boot.actuate.health.HealthIndicator throughlineHealthIndicator(Throughline throughline) {
            return () -> org.springframework.boot.actuate.health.Health.up()
                    .withDetail("sinks", ThroughlineEndpoint.sinks(throughline))
                    .build();
        }
    }

    /** The health of Spring Boot 4. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    static class HealthOfBoot4 {
        @Bean
        @ConditionalOnMissingBean(name = "throughlineHealthIndicator")
        org.springframework.boot.health.contributor.HealthIndicator throughlineHealthIndicator(
                Throughline throughline) {
            return () -> org.springframework.boot.health.contributor.Health.up()
                    .withDetail("sinks", ThroughlineEndpoint.sinks(throughline))
                    .build();
        }
    }
}
