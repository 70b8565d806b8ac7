package io.throughline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.RecordedCase;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Recorded provider traffic, replayed by a stand-in for the provider: what the client sends reaches it unchanged but for the model's name, and
 * what it answers reaches the client byte for byte. What the record says of the answers is held against an independent reading elsewhere; here
 * it must be there and tell of the same model.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecordedTrafficTest {
    /** The lists of models are Throughline's own answers, so recorded ones are never replayed. */
    private static final Map<String, String> PATHS = Map.of(
            "openai-chat", "/v1/chat/completions",
            "openai-responses", "/v1/responses",
            "openai-embeddings", "/v1/embeddings",
            "anthropic-messages", "/v1/messages",
            "anthropic-count-tokens", "/v1/messages/count_tokens");

    private static final Pattern MODEL = Pattern.compile("\"model\"\\s*:\\s*\"([^\"]*)\"");
    private static final Set<String> KEPT_BACK = Set.of("set-cookie", "openai-organization", "openai-project");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, Sent> calls = new LinkedHashMap<>();
    private static ScriptedProvider provider;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        provider = ScriptedProvider.start();
        server = RunningServer.with("""
                extras: false
                trace: {signatures: off}
                retry: {max-attempts: 1}
                providers:
                  chatty: {dialect: openai, base-url: "%1$s/v1", api-key: provider-key-1}
                  claudy: {dialect: anthropic, base-url: "%1$s", api-key: provider-key-2}
                """.formatted(provider.uri().toString().replaceAll("/$", "")));
    }

    @AfterAll
    static void stop() {
        server.close();
        provider.close();
    }

    static Stream<RecordedCase> cases() {
        return RecordedCase.of(PATHS.keySet()).stream()
                .filter(recorded -> recorded.status() < 300 || recorded.status() >= 400);
    }

    @Test
    void thereAreRecordings() {
        assumeTrue(RecordedCase.available(), "no recorded traffic here: its tests are skipped");
        assertThat(cases()).hasSizeGreaterThan(150);
    }

    @Order(1)
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void passesByteForByte(RecordedCase recorded) throws Exception {
        provider.answer(script(recorded));
        String original = recorded.request()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .filter(text -> isObject(text) && MODEL.matcher(text).find())
                .orElse("{\"model\":\"m\",\"stream\":" + recorded.streamed() + "}");
        String sent = withProvider(original, recorded.dialect().startsWith("openai") ? "chatty/" : "claudy/");

        HttpResponse<byte[]> response =
                server.post(PATHS.get(recorded.dialect()), sent, "anthropic-version", "2023-06-01");

        List<ReceivedRequest> received = provider.requests();
        assertThat(received.get(received.size() - 1).text()).isEqualTo(original);
        assertThat(response.statusCode()).isEqualTo(recorded.status());
        assertThat(response.body()).isEqualTo(recorded.response());
        recorded.headers().forEach((name, value) -> {
            Optional<String> passed = response.headers().firstValue(name);
            assertThat(passed).as(name).isEqualTo(KEPT_BACK.contains(name) ? Optional.empty() : Optional.of(value));
        });
        calls.put(response.headers().firstValue("X-Throughline-Call-Id").orElseThrow(), new Sent(recorded, sent));
    }

    @Test
    @Order(2)
    void allOfItIsRecorded() throws Exception {
        for (Map.Entry<String, Sent> entry : calls.entrySet()) {
            RecordedCase recorded = entry.getValue().recorded();
            JsonNode call = server.record(entry.getKey());
            assertThat(call.path("status").asInt()).isEqualTo(recorded.status());
            assertThat(call.path("request"))
                    .isEqualTo(JSON.readTree(entry.getValue().body()));
            recorded.expected()
                    .ifPresent(expected -> assertThat(
                                    call.path("response").path("model").asText(""))
                            .isEqualTo(expected.path("model").asText("").replace("null", "")));
        }
    }

    private record Sent(RecordedCase recorded, String body) {}

    private static Script script(RecordedCase recorded) {
        Script script = Script.status(recorded.status());
        for (Map.Entry<String, String> header : recorded.headers().entrySet()) {
            script = script.header(header.getKey(), header.getValue());
        }
        script = script.chunked();
        for (byte[] piece : recorded.pieces()) {
            script = script.write(piece);
        }
        return script;
    }

    private static boolean isObject(String text) {
        try {
            return JSON.readTree(text).isObject()
                    && JSON.readTree(text).path("model").isTextual();
        } catch (java.io.IOException e) {
            return false;
        }
    }

    /** Puts a provider before the model's name, where it stands at the top level. */
    private static String withProvider(String request, String provider) throws java.io.IOException {
        String model = JSON.readTree(request).path("model").textValue();
        Matcher matcher = MODEL.matcher(request);
        String last = request;
        while (matcher.find()) {
            if (matcher.group(1).equals(model)) {
                last = request.substring(0, matcher.start(1)) + provider + request.substring(matcher.start(1));
                if (JSON.readTree(last).path("model").textValue().equals(provider + model)) {
                    return last;
                }
            }
        }
        throw new AssertionError("no model at the top of " + request);
    }
}
