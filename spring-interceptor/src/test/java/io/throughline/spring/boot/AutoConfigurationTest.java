package io.throughline.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.throughline.Mode;
import io.throughline.Throughline;
import io.throughline.config.ConfigException;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/** What an application of Spring Boot finds when the jar is there; run with 3.5 and with 4. */
@ExtendWith(HiddenBuildProperty.class)
class AutoConfigurationTest {
    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final String ANSWER = "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[],"
            + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12}}";

    private final ScriptedProvider provider = ScriptedProvider.start();
    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ThroughlineAutoConfiguration.class))
            .withUserConfiguration(Builders.class);
    private final ApplicationContextRunner configured = context.withPropertyValues(
            "throughline.providers.scripted.dialect=openai",
            "throughline.providers.scripted.base-url=" + provider.uri() + "/v1",
            "throughline.providers.scripted.api-key=configured-key",
            "throughline.providers.scripted.models[0]=m");

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void runsOnTheLineItIsMeantToRunOn() {
        String line = System.getProperty("spring.line", "6");
        assertThat(SpringBootVersion.getVersion()).startsWith(line.equals("7") ? "4." : "3.5.");
    }

    @Test
    void everyBuilderHasTheHandler() {
        configured.run(app -> {
            provider.answerEach(request -> Script.json(ANSWER));
            String uri = provider.uri("/v1/chat/completions").toString();
            assertThat(app.getBean(RestClient.Builder.class)
                            .build()
                            .post()
                            .uri(uri)
                            .contentType(MediaType.APPLICATION_JSON)
                            .body(CHAT)
                            .retrieve()
                            .toEntity(String.class)
                            .getHeaders()
                            .getFirst("X-Throughline-Call-Id"))
                    .isNotNull();
            assertThat(app.getBean(RestTemplate.class)
                            .postForEntity(uri, CHAT, String.class)
                            .getHeaders()
                            .getFirst("X-Throughline-Provider"))
                    .isEqualTo("scripted");
            assertThat(app.getBean(WebClient.Builder.class)
                            .build()
                            .post()
                            .uri(uri)
                            .contentType(MediaType.APPLICATION_JSON)
                            .bodyValue(Map.of("model", "m"))
                            .retrieve()
                            .toEntity(String.class)
                            .block(Duration.ofSeconds(20))
                            .getHeaders()
                            .getFirst("X-Throughline-Call-Id"))
                    .isNotNull();
            assertThat(provider.requests())
                    .hasSize(3)
                    .allSatisfy(request ->
                            assertThat(request.header("authorization")).hasValue("Bearer configured-key"));
        });
    }

    @Test
    void templatesOfTheBuilderHaveTheHandler() {
        configured.run(app -> {
            String customizer = System.getProperty("spring.line", "6").equals("7")
                    ? "org.springframework.boot.restclient.RestTemplateCustomizer"
                    : "org.springframework.boot.web.client.RestTemplateCustomizer";
            RestTemplate template = new RestTemplate();
            Object bean = app.getBean(Class.forName(customizer));
            Class.forName(customizer).getMethod("customize", RestTemplate.class).invoke(bean, template);
            assertThat(template.getInterceptors()).hasSize(1);
        });
    }

    @Test
    void countsInTheApplicationsRegistry() {
        configured.withBean(SimpleMeterRegistry.class).run(app -> {
            provider.answerEach(request -> Script.json(ANSWER));
            app.getBean(RestTemplate.class).postForEntity(provider.uri("/v1/chat/completions"), CHAT, String.class);
            app.getBean(Throughline.class).close(); // the record is made by then
            assertThat(app.getBean(MeterRegistry.class)
                            .get("throughline.calls")
                            .counter()
                            .count())
                    .isEqualTo(1);
        });
    }

    @Test
    void ownBeanComesFirst() {
        configured.withUserConfiguration(OwnThroughline.class).run(app -> {
            assertThat(app).hasSingleBean(Throughline.class);
            assertThat(app.getBean(Throughline.class).hasProviders()).isFalse();
        });
    }

    @Test
    void canBeSwitchedOff() {
        configured.withPropertyValues("throughline.spring.enabled=false").run(app -> {
            assertThat(app).doesNotHaveBean(Throughline.class);
            assertThat(app.getBean(RestTemplate.class).getInterceptors()).isEmpty();
        });
    }

    @Test
    void withoutConfigurationItObservesAlone() {
        context.run(app -> assertThat(app.getBean(SpringConfig.class).mode()).isEqualTo(Mode.OBSERVE));
        configured.run(app -> assertThat(app.getBean(SpringConfig.class).mode()).isEqualTo(Mode.ROUTE));
        configured
                .withPropertyValues("throughline.spring.mode=observe")
                .run(app -> assertThat(app.getBean(SpringConfig.class).mode()).isEqualTo(Mode.OBSERVE));
    }

    @Test
    void wrongKeysAreToldAllAtOnceWithTheNearestRightOnes() {
        configured
                .withPropertyValues("throughline.providers.scripted.api-kye=x", "throughline.sever.port=1")
                .run(app -> assertThat(app.getStartupFailure())
                        .hasRootCauseInstanceOf(ConfigException.class)
                        .hasStackTraceContaining(
                                "throughline.providers.scripted.api-kye: unknown key; did you mean \"api-key\"?")
                        .hasStackTraceContaining("throughline.sever: unknown key; did you mean \"server\"?"));
    }

    @Test
    void placeholdersAreSpringsAndFilesAreOurs(@org.junit.jupiter.api.io.TempDir Path directory) throws Exception {
        Path secret = java.nio.file.Files.writeString(directory.resolve("key"), "key-of-the-file\n");
        configured
                .withPropertyValues("my.other=" + "m2", "throughline.providers.scripted.models[1]=${my.other}")
                .withPropertyValues("throughline.providers.scripted.api-key=${file:" + secret + "}")
                .run(app -> {
                    ThroughlineConfig config = app.getBean(SpringConfig.class).load();
                    assertThat(config.providers().get("scripted").models()).containsExactly("m", "m2");
                    assertThat(config.providers()
                                    .get("scripted")
                                    .keys()
                                    .get(0)
                                    .secret()
                                    .reveal())
                            .isEqualTo("key-of-the-file");
                });
    }

    @Test
    void actuatorHasHealthAndEndpoint() {
        configured.run(app -> {
            assertThat(app).hasBean("throughlineHealthIndicator");
            assertThat(app.getBean(ThroughlineEndpoint.class).show()).containsEntry("mode", "route");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Builders {
        @Bean
        @Scope("prototype")
        RestClient.Builder restClientBuilder() {
            return RestClient.builder();
        }

        @Bean
        @Scope("prototype")
        WebClient.Builder webClientBuilder() {
            return WebClient.builder();
        }

        @Bean
        RestTemplate restTemplate() {
            return new RestTemplate();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnThroughline {
        @Bean
        Throughline own() {
            return Throughline.create(ThroughlineConfig.parse("", "own", Map.of(), Path.of("")));
        }
    }
}
