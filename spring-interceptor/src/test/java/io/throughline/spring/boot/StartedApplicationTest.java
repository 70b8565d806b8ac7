package io.throughline.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/** An application that is really started, with all that Spring Boot 3.5 and 4 configure by themselves. */
@ExtendWith(HiddenBuildProperty.class)
class StartedApplicationTest {
    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final String ANSWER =
            "{\"id\":\"c-1\",\"object\":\"chat.completion\",\"model\":\"m-2026\",\"choices\":"
                    + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12}}";

    private final ScriptedProvider provider = ScriptedProvider.start().answerEach(request -> Script.json(ANSWER));

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
    void theBuildersOfSpringBootHaveTheHandler() throws Exception {
        try (StartedApplication app = StartedApplication.start(provider, Watched.class)) {
            assertThat(restClient(app)).isEqualTo("scripted");
            assertThat(webClient(app)).isEqualTo("scripted");
            assertThat(restTemplate(app)).isEqualTo("scripted");
            assertThat(provider.requests())
                    .hasSize(3)
                    .allSatisfy(request ->
                            assertThat(request.header("authorization")).hasValue("Bearer configured-key"));
        }
    }

    @Test
    void actuatorShowsHealthEndpointAndMeters() throws Exception {
        try (StartedApplication app = StartedApplication.start(provider, Watched.class)) {
            restClient(app);
            assertThat(app.bean(Watched.class).nextEnded().operation()).isEqualTo("chat");
            assertThat(get(app, "/actuator/health"))
                    .contains("\"throughline\":{")
                    .contains("\"sinks\":[]");
            assertThat(get(app, "/actuator/throughline")).contains("\"mode\":\"route\"");
            assertThat(get(app, "/actuator/metrics/gen_ai.client.operation"))
                    .contains("gen_ai.provider.name")
                    .contains("\"m-2026\"");
            app.bean(Throughline.class).close(); // what is over is counted by then
            assertThat(app.bean(MeterRegistry.class)
                            .get("throughline.calls")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void aCallIsObservedOnceByTheNamesOfTheConventions() throws Exception {
        try (StartedApplication app = StartedApplication.start(provider, Watched.class)) {
            for (Calling client : new Calling[] {this::restClient, this::webClient, this::restTemplate}) {
                client.call(app);
                Ended call = app.bean(Watched.class).nextEnded();
                assertThat(call.low())
                        .containsEntry("gen_ai.operation.name", "chat")
                        .containsEntry("gen_ai.provider.name", "scripted")
                        .containsEntry("gen_ai.request.model", "m")
                        .containsEntry("gen_ai.response.model", "m-2026")
                        .containsEntry("server.address", "127.0.0.1")
                        .containsEntry("error.type", "none");
                assertThat(call.high())
                        .containsEntry("gen_ai.usage.input_tokens", "5")
                        .containsEntry("gen_ai.usage.output_tokens", "7")
                        .containsEntry("gen_ai.response.id", "c-1");
                assertThat(call.contextualName()).isEqualTo("chat m");
                assertThat(call.parent()).isEqualTo("http.client.requests");
            }
            assertThat(app.bean(Watched.class).ended).isEmpty();
        }
    }

    @Test
    void whatIsObservedAsAModelsCallAlreadyIsNotObservedAgain() throws Exception {
        try (StartedApplication app = StartedApplication.start(provider, Watched.class)) {
            Observation outer = Observation.start("gen_ai.client.operation", app.bean(ObservationRegistry.class));
            outer.scoped((Runnable) () -> restClient(app));
            outer.stop();
            assertThat(app.bean(Watched.class).nextEnded().parent()).isEmpty();
            app.bean(Throughline.class).close();
            assertThat(app.bean(Watched.class).ended).isEmpty();
        }
    }

    @Test
    void observationsCanBeSwitchedOff() throws Exception {
        try (StartedApplication app =
                StartedApplication.start(provider, Watched.class, "throughline.spring.observations=false")) {
            restClient(app);
            app.bean(Throughline.class).close();
            assertThat(app.bean(Watched.class).ended).isEmpty();
        }
    }

    @Test
    void anErrorIsTold() throws Exception {
        provider.answerEach(request -> Script.status(400)
                .header("content-type", "application/json")
                .sized("{\"error\":{\"message\":\"No\",\"type\":\"invalid_request_error\"}}"));
        try (StartedApplication app = StartedApplication.start(provider, Watched.class)) {
            restClient(app);
            assertThat(app.bean(Watched.class).nextEnded().low()).containsEntry("error.type", "invalid_request");
        }
    }

    @Test
    void stepsBackBehindABeanOfTheApplications() throws Exception {
        try (StartedApplication app = StartedApplication.start(provider, Own.class)) {
            assertThat(app.context().getBeansOfType(Throughline.class)).containsOnlyKeys("own");
            assertThat(restClient(app))
                    .as("its configuration knows no provider")
                    .isNull();
        }
    }

    private String restClient(StartedApplication app) {
        return answered(app.bean(RestClient.Builder.class).build());
    }

    /** By Spring Boot's own builder, whose class has moved. */
    private String restTemplate(StartedApplication app) throws Exception {
        String boot = System.getProperty("spring.line", "6").equals("7") ? "restclient" : "web.client";
        Class<?> type = Class.forName("org.springframework.boot." + boot + ".RestTemplateBuilder");
        Object template = type.getMethod("build").invoke(app.bean(type));
        return answered(RestClient.create((org.springframework.web.client.RestTemplate) template));
    }

    private String answered(RestClient client) {
        return client.post()
                .uri(provider.uri("/v1/chat/completions"))
                .contentType(MediaType.APPLICATION_JSON)
                .body(CHAT)
                .exchange((request, response) -> {
                    response.getBody().readAllBytes();
                    return response.getHeaders().getFirst("X-Throughline-Provider");
                });
    }

    private String webClient(StartedApplication app) {
        return app.bean(WebClient.Builder.class)
                .build()
                .post()
                .uri(provider.uri("/v1/chat/completions"))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(CHAT)
                .retrieve()
                .toEntity(String.class)
                .block(Duration.ofSeconds(20))
                .getHeaders()
                .getFirst("X-Throughline-Provider");
    }

    private static String get(StartedApplication app, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(app.uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** A client of the application's. */
    private interface Calling {
        String call(StartedApplication app) throws Exception;
    }

    /** What was observed of a call. */
    private record Ended(String contextualName, String parent, Map<String, String> low, Map<String, String> high) {
        String operation() {
            return low.get("gen_ai.operation.name");
        }
    }

    /** Keeps what is observed of models' calls. */
    static class Watched implements ObservationHandler<Observation.Context> {
        private final LinkedBlockingQueue<Ended> ended = new LinkedBlockingQueue<>();

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }

        @Override
        public void onStop(Observation.Context context) {
            if ("gen_ai.client.operation".equals(context.getName())) {
                ended.add(new Ended(
                        context.getContextualName(),
                        context.getParentObservation() == null
                                ? ""
                                : context.getParentObservation()
                                        .getContextView()
                                        .getName(),
                        values(context.getLowCardinalityKeyValues()),
                        values(context.getHighCardinalityKeyValues())));
            }
        }

        Ended nextEnded() throws InterruptedException {
            Ended call = ended.poll(20, TimeUnit.SECONDS);
            assertThat(call).as("a call was observed").isNotNull();
            return call;
        }

        private static Map<String, String> values(Iterable<io.micrometer.common.KeyValue> all) {
            Map<String, String> values = new java.util.HashMap<>();
            all.forEach(one -> values.put(one.getKey(), one.getValue()));
            return values;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {
        @Bean
        Throughline own() {
            return Throughline.create(ThroughlineConfig.parse("", "own", Map.of(), Path.of("")));
        }
    }
}
