package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.config.ThroughlineConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A field that has to be read and can't be is refused by its name; one that need not be read is the provider's to judge. */
class CheckedFieldsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT = "/v1/chat/completions";
    private static final String OURS = """
            providers:
              one: {dialect: openai, base-url: "https://one.example/v1"}
              two: {dialect: anthropic, base-url: "https://two.example"}
            """;

    @TempDir
    private Path directory;

    private final AtomicReference<String> sent = new AtomicReference<>("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5 | stream_options",
                "[] | stream_options",
                "\"yes\" | stream_options",
                "{\"include_usage\":5} | stream_options.include_usage",
            })
    void streamOptionsOfAWrongTypeAreRefusedWhereTheTokensHaveToBeAskedFor(String options, String field)
            throws Exception {
        ProxyResponse answer = called(OURS, CHAT, streamed(options));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(json(answer).at("/error/param").asText()).isEqualTo(field);
        assertThat(sent.get()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"include_usage\":false}", "{\"include_usage\":null}"})
    void streamOptionsThatAskForNothingAskForTheTokens(String options) throws Exception {
        called(OURS, CHAT, streamed(options));

        assertThat(JSON.readTree(sent.get()).at("/stream_options/include_usage").asBoolean())
                .isTrue();
    }

    @Test
    void streamOptionsThatNeedNotBeReadPassAsTheyAre() throws Exception {
        String body = streamed("5");

        called("extras: false\ntrace: {signatures: off}\n" + OURS, CHAT, body);

        assertThat(sent.get()).isEqualTo(body.replace("one/m", "m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "true", "{}", "[\"/v1/messages\"]"})
    void explainTakesNoPathThatIsNoText(String path) throws Exception {
        ProxyResponse answer = called(
                OURS, "/v1/explain", "{\"path\":" + path + ",\"request\":{\"model\":\"one/m\",\"messages\":[]}}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(json(answer).at("/error/param").asText()).isEqualTo("path");
    }

    @Test
    void argumentsOfAToolCallThatAreNoObjectAreToldAsALoss() throws Exception {
        String call =
                "{\"model\":\"two/m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\","
                        + "\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"%s\"}}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"b\"}]}";

        JsonNode broken = json(called(OURS, "/v1/explain", "{\"request\":" + call.formatted("{\\\"a\\\":") + "}"));
        JsonNode whole = json(called(OURS, "/v1/explain", "{\"request\":" + call.formatted("{}") + "}"));

        assertThat(broken.at("/request/body").toString()).contains("__raw");
        assertThat(broken.path("losses"))
                .filteredOn(loss -> loss.path("field").asText().equals("messages[].tool_calls[].function.arguments"))
                .singleElement()
                .satisfies(loss -> {
                    assertThat(loss.path("way").asText()).isEqualTo("emulated");
                    assertThat(loss.path("note").asText()).contains("__raw");
                });
        assertThat(whole.path("losses").toString()).doesNotContain("arguments");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "é", ""})
    void anEventsUserIsAnIdAsTheHeadersIs(String user) throws Exception {
        JsonNode told = json(called(OURS, "/v1/events", event(user)));

        assertThat(told.toString()).contains("externalUserId must be 1 to 128 characters of A-Z a-z 0-9 . _ : -");
    }

    @Test
    void anEventsUserHasAtMost128Characters() throws Exception {
        assertThat(json(called(OURS, "/v1/events", event("u".repeat(129)))).toString())
                .contains("externalUserId must be");
        assertThat(json(called(OURS, "/v1/events", event("u".repeat(128)))).toString())
                .doesNotContain("externalUserId");
    }

    @Test
    void anAliasIsListedForWhoMayCallOneOfItsTargets() throws Exception {
        String yaml = OURS + """
                keys:
                  - {name: by-target, key: sk-by-target-0123456789, models: ["two/*"]}
                  - {name: by-none, key: sk-by-none-012345678901, models: ["one/other"]}
                aliases: {smart: {targets: [one/m, two/m]}}
                """;

        assertThat(json(called(yaml, "/v1/models", "", "sk-by-target-0123456789"))
                        .at("/data/0/id")
                        .asText())
                .isEqualTo("smart");
        assertThat(called(yaml, "/v1/models/smart", "", "sk-by-target-0123456789")
                        .status())
                .isEqualTo(200);
        assertThat(json(called(yaml, "/v1/models", "", "sk-by-none-012345678901"))
                        .path("data")
                        .toString())
                .doesNotContain("smart");
        assertThat(called(yaml, "/v1/models/smart", "", "sk-by-none-012345678901")
                        .status())
                .isEqualTo(404);
    }

    private static String event(String user) {
        return "{\"eventType\":\"user_message\",\"traceId\":\"t\",\"externalUserId\":\"" + user + "\"}";
    }

    private static String streamed(String options) {
        return "{\"model\":\"one/m\",\"stream\":true,\"stream_options\":" + options + ",\"messages\":[]}";
    }

    private ProxyResponse called(String yaml, String path, String body) throws Exception {
        return called(yaml, path, body, "sk-any");
    }

    private ProxyResponse called(String yaml, String path, String body, String key) throws Exception {
        ProxyRequest request = new ProxyRequest(
                body.isEmpty() ? "GET" : "POST",
                URI.create(path),
                Headers.of("Content-Type", "application/json", "Authorization", "Bearer " + key),
                Body.of(body.getBytes(UTF_8)),
                Attributes.none());
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse(yaml, "test.yaml", Map.of(), directory))) {
            ProxyResponse answer = throughline
                    .handle(request, outbound -> {
                        sent.set(new String(((Body.Bytes) outbound.body()).bytes(), UTF_8));
                        return CompletableFuture.completedStage(Providers.answer(200, Providers.GOOD));
                    })
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            return answer.with(Body.of(answer.body().inputStream().readAllBytes()));
        }
    }

    private static JsonNode json(ProxyResponse answer) throws Exception {
        return JSON.readTree(answer.body().inputStream().readAllBytes());
    }
}
