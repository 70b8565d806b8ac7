package io.throughline.spring.boot;

import io.throughline.Throughline;
import io.throughline.servlet.ThroughlineFilter;
import io.throughline.testkit.ScriptedProvider;
import jakarta.servlet.Filter;
import java.net.URI;
import java.util.Map;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.filter.ShallowEtagHeaderFilter;
import org.springframework.web.util.ContentCachingRequestWrapper;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** A whole application on a port: Spring Security, Actuator, the filter behind them, and Spring's own clients. */
final class StartedApplication implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    private StartedApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts it with a provider of OpenAI's kind whose model is {@code m}. */
    static StartedApplication start(ScriptedProvider provider, String... more) {
        return start(provider, new Class<?>[0], more);
    }

    static StartedApplication start(ScriptedProvider provider, Class<?> bean, String... more) {
        return start(provider, new Class<?>[] {bean}, more);
    }

    private static StartedApplication start(ScriptedProvider provider, Class<?>[] beans, String... more) {
        return new StartedApplication(new SpringApplicationBuilder(Application.class)
                .sources(beans)
                .properties(Map.of(
                        "server.port", "0",
                        "server.address", "127.0.0.1",
                        "management.endpoints.web.exposure.include", "*",
                        "management.endpoint.health.show-details", "always",
                        "throughline.providers.scripted.dialect", "openai",
                        "throughline.providers.scripted.base-url", provider.uri() + "/v1",
                        "throughline.providers.scripted.api-key", "configured-key",
                        "throughline.providers.scripted.models[0]", "m",
                        "throughline.providers.scripted.models[1]", "other"))
                .properties(more)
                .run());
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    URI uri(String path) {
        return URI.create(
                "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port") + path);
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(calls -> calls.requestMatchers("/actuator/**")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .csrf(AbstractHttpConfigurer::disable)
                    .build();
        }

        @Bean
        InMemoryUserDetailsManager users() {
            return new InMemoryUserDetailsManager(User.withUsername("ada")
                    .password("{noop}secret")
                    .roles("USER")
                    .build());
        }

        @Bean
        FilterRegistrationBean<ThroughlineFilter> llm(Throughline throughline) {
            FilterRegistrationBean<ThroughlineFilter> filter =
                    new FilterRegistrationBean<>(new ThroughlineFilter(throughline));
            filter.addUrlPatterns("/llm/*");
            filter.addInitParameter("keys", "principal");
            return filter;
        }
    }

    /** Filters as applications have them, that keep back what is asked and answered. */
    @Configuration(proxyBeanMethods = false)
    static class WrappingFilters {
        @Bean
        FilterRegistrationBean<Filter> logged() {
            return first((request, response, chain) -> {
                ContentCachingResponseWrapper kept =
                        new ContentCachingResponseWrapper((jakarta.servlet.http.HttpServletResponse) response);
                chain.doFilter(cached((jakarta.servlet.http.HttpServletRequest) request), kept);
                kept.copyBodyToResponse();
            });
        }

        @Bean
        FilterRegistrationBean<Filter> etags() {
            return first(new ShallowEtagHeaderFilter());
        }

        private static FilterRegistrationBean<Filter> first(Filter filter) {
            FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
            registration.setOrder(-1000); // before Spring Security's
            return registration;
        }

        private static ContentCachingRequestWrapper cached(jakarta.servlet.http.HttpServletRequest request)
                throws java.io.IOException {
            try {
                // the second parameter is new in 6.2, and the only way in 7.0
                return ContentCachingRequestWrapper.class
                        .getConstructor(jakarta.servlet.http.HttpServletRequest.class, int.class)
                        .newInstance(request, 4096);
            } catch (ReflectiveOperationException e) {
                throw new java.io.IOException(e);
            }
        }
    }
}
