package io.throughline.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.testkit.Gate;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import io.throughline.testkit.ScriptedProvider;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.HiddenHttpMethodFilter;

/** The filter in a started application, behind Spring Security and behind filters that wrap; with Spring Boot 3.5 and with 4. */
@ExtendWith(HiddenBuildProperty.class)
class SpringSecurityTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final String STREAM = CHAT.replace("{\"model\"", "{\"stream\":true,\"model\"");
    private static final String ANSWER = "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[]}";

    private final ScriptedProvider provider = ScriptedProvider.start();
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void whoHasLoggedInIsTheCaller() throws Exception {
        Path records = directory.resolve("records.jsonl");
        provider.answer(Script.json(ANSWER));
        try (StartedApplication app =
                StartedApplication.start(provider, "throughline.telemetry.jsonl.path=" + records)) {
            HttpResponse<String> answer = client.send(login(post(app, CHAT)), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("chat.completion");
            assertThat(answer.headers().firstValue("x-content-type-options"))
                    .as("Spring Security's fields are on answers of models too")
                    .hasValue("nosniff");
        }
        assertThat(provider.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.header("authorization"))
                        .as("the login is not the provider's to see")
                        .hasValue("Bearer configured-key"));
        assertThat(Files.readString(records)).contains("\"key\":\"principal:ada\"");
    }

    @Test
    void whoHasNotIsRefusedBySpringSecurity() throws Exception {
        try (StartedApplication app = StartedApplication.start(provider)) {
            HttpResponse<String> answer = client.send(post(app, CHAT).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("www-authenticate"))
                    .hasValueSatisfying(how -> assertThat(how).startsWith("Basic"));
            assertThat(answer.headers().firstValue("x-throughline-call-id")).isEmpty();
        }
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void eventsComeOneByOneAndLeavingReachesTheProvider() throws Exception {
        try (StartedApplication app = StartedApplication.start(provider)) {
            assertStreams(app);
        }
    }

    @Test
    void filtersThatKeepAnswersBackArePassedBy() throws Exception {
        try (StartedApplication app = StartedApplication.start(provider, StartedApplication.WrappingFilters.class)) {
            assertStreams(app);
            provider.answer(Script.json(ANSWER));
            HttpResponse<String> answer = client.send(login(post(app, CHAT)), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).contains("chat.completion");
            assertThat(provider.requests())
                    .last()
                    .satisfies(request -> assertThat(request.text()).isEqualTo(CHAT));
        }
    }

    @Test
    void aBodyThatAnotherFilterHasReadIsTold() throws Exception {
        try (StartedApplication app = StartedApplication.start(provider, Forms.class)) {
            HttpRequest.Builder form = HttpRequest.newBuilder(app.uri("/llm/v1/chat/completions"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("model=m"));
            HttpResponse<String> answer = client.send(login(form), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(500);
            provider.answer(Script.json(ANSWER));
            assertThat(client.send(login(post(app, CHAT)), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .as("JSON is no form")
                    .isEqualTo(200);
        }
    }

    private void assertStreams(StartedApplication app) throws Exception {
        Gate gate = new Gate();
        provider.answer(Script.eventStream()
                .event("{\"a\":1}")
                .hold(gate)
                .event("{\"a\":2}")
                .stall());
        HttpResponse<InputStream> answer =
                client.send(login(post(app, STREAM)), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        try (BufferedReader events = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(event(events)).isEqualTo("data: {\"a\":1}");
            gate.release();
            assertThat(event(events)).isEqualTo("data: {\"a\":2}");
        }
        ScriptedExchange exchange = provider.awaitExchange(PATIENCE);
        assertThat(exchange.awaitDisconnect(PATIENCE)).isTrue();
    }

    private static String event(BufferedReader events) throws Exception {
        String line = events.readLine();
        while (line.isEmpty()) {
            line = events.readLine();
        }
        return line;
    }

    private static HttpRequest.Builder post(StartedApplication app, String json) {
        URI uri = app.uri("/llm/v1/chat/completions");
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
    }

    private static HttpRequest login(HttpRequest.Builder request) {
        String login = Base64.getEncoder().encodeToString("ada:secret".getBytes(StandardCharsets.UTF_8));
        return request.header("Authorization", "Basic " + login).build();
    }

    @Configuration(proxyBeanMethods = false)
    static class Forms {
        @Bean
        FilterRegistrationBean<HiddenHttpMethodFilter> hiddenMethods() {
            FilterRegistrationBean<HiddenHttpMethodFilter> filter =
                    new FilterRegistrationBean<>(new HiddenHttpMethodFilter());
            filter.setOrder(-1000);
            return filter;
        }
    }
}
