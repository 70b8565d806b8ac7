package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.net.http.HttpResponse;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers stay within their limits, and what was asked before is answered without asking again. */
class GovernedCallsTest {
    private static ScriptedProvider provider;
    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        provider = ScriptedProvider.start();
        provider.answerEach(request -> Script.json(
                "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                        + "{\"role\":\"assistant\",\"content\":\"Lisbon\"},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":0,\"total_tokens\":1000}}"));
        server = RunningServer.with("""
                keys:
                  - {name: slow, key: slow-key, tenant: slow, rate: {requests: 2, per: hour}, cache: false}
                  - {name: poor, key: poor-key, tenant: poor, budget: {usd: 10, per: month}, cache: false}
                  - {name: daily, key: daily-key, tenant: daily, budget: {usd: 0.5, per: day}, cache: false}
                  - {name: monthly, key: monthly-key, tenant: monthly, budget: {usd: 0.5, per: month}, cache: false}
                  - {name: bound, key: bound-key, tenant: bound, models: ["chatty/ok*"], cache: false}
                  - {name: same, key: same-key, tenant: same}
                  - {name: else, key: else-key, tenant: else}
                limits: {unknown-price: 1}
                cache: {ttl: 1h}
                providers:
                  chatty: {dialect: openai-chat, base-url: "%s/v1", api-key: k}
                """.formatted(provider.uri().toString().replaceAll("/$", "")));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        provider.close();
    }

    @Test
    void aCallBeyondTheRateIsRefusedInTheCallersDialect() {
        for (int call = 0; call < 2; call++) {
            HttpResponse<byte[]> passed = chat("slow-key", "m", "hi");
            assertThat(passed.statusCode()).isEqualTo(200);
            assertThat(passed.headers().firstValue("x-ratelimit-remaining-requests"))
                    .contains(String.valueOf(1 - call));
        }
        HttpResponse<byte[]> refused = chat("slow-key", "m", "hi");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(RunningServer.json(refused).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
        HttpResponse<byte[]> message = server.post(
                "/v1/messages",
                "{\"model\":\"chatty/m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                "x-api-key",
                "slow-key");
        assertThat(message.statusCode()).isEqualTo(429);
        assertThat(RunningServer.json(message).at("/error/type").asText()).isEqualTo("rate_limit_error");
    }

    @Test
    void ofAHundredCallsAtOnceOnABudgetForTenTenRun() {
        // nobody knows the model's price: each call reserves a dollar, and is charged it
        List<CompletableFuture<HttpResponse<byte[]>>> calls = IntStream.range(0, 100)
                .mapToObj(n -> CompletableFuture.supplyAsync(() -> chat("poor-key", "m", "question " + n)))
                .toList();
        List<Integer> statuses =
                calls.stream().map(call -> call.join().statusCode()).toList();
        assertThat(statuses).containsOnly(200, 429);
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(10);
        HttpResponse<byte[]> refused = chat("poor-key", "m", "one more");
        assertThat(RunningServer.json(refused).at("/error/code").asText()).isEqualTo("insufficient_quota");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/chat/completions | "messages":[]                  | /error/code   | insufficient_quota
            /v1/responses        | "input":"hi"                   | /error/code   | insufficient_quota
            /v1/messages         | "max_tokens":9,"messages":[]   | /error/type   | rate_limit_error
            /v1beta/models/      | "contents":[]                  | /error/status | RESOURCE_EXHAUSTED
            """)
    void aBudgetThatIsSpentIsToldInTheCallersDialectWithTheEndOfItsWindow(
            String path, String prompt, String place, String told) {
        boolean gemini = path.endsWith("models/");
        String model = gemini ? "" : "\"model\":\"chatty/m\",";
        for (String window : List.of("day", "month")) {
            ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
            HttpResponse<byte[]> refused = server.post(
                    gemini ? path + "chatty/m:generateContent" : path,
                    "{" + model + prompt + "}",
                    "x-api-key",
                    window.equals("day") ? "daily-key" : "monthly-key");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(RunningServer.json(refused).at(place).asText()).isEqualTo(told);
            ZonedDateTime today = now.truncatedTo(ChronoUnit.DAYS);
            ZonedDateTime end = window.equals("day")
                    ? today.plusDays(1)
                    : today.withDayOfMonth(1).plusMonths(1);
            long wait =
                    Long.parseLong(refused.headers().firstValue("Retry-After").orElseThrow());
            assertThat(wait).isCloseTo(ChronoUnit.SECONDS.between(now, end), within(10L));
        }
    }

    @Test
    void aKeyCallsTheModelsOfItsListAlone() {
        assertThat(chat("bound-key", "ok-1", "hi").statusCode()).isEqualTo(200);
        HttpResponse<byte[]> refused = chat("bound-key", "m", "hi");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(RunningServer.json(refused).at("/error/message").asText()).contains("chatty/m");
    }

    @Test
    void theSameQuestionIsAskedOnce() {
        int before = provider.requests().size();
        HttpResponse<byte[]> first = chat("same-key", "m", "capital of Portugal?");
        HttpResponse<byte[]> hit = untilHit();
        JsonNode told = RunningServer.json(hit);
        assertThat(told.at("/choices/0/message/content").asText()).startsWith("Lisbon");
        assertThat(told.path("_cost").decimalValue()).isZero();
        assertThat(told.at("/_routing/cached").asBoolean()).isTrue();
        assertThat(first.headers().firstValue("X-Throughline-Cache")).isEmpty();

        HttpResponse<byte[]> streamed = server.post(
                "/v1/chat/completions",
                "{\"model\":\"chatty/m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"capital of Portugal?\"}]}",
                "x-api-key",
                "same-key");
        assertThat(streamed.headers().firstValue("X-Throughline-Cache")).contains("hit");
        assertThat(new String(streamed.body(), UTF_8)).contains("Lisbon").endsWith("data: [DONE]\n\n");
        assertThat(new String(streamed.body(), UTF_8)).contains("\"_cost\":0,").contains("\"cached\":true");
        int asked = provider.requests().size();
        assertThat(asked).isGreaterThan(before);
        assertThat(chat("else-key", "m", "capital of Portugal?").headers().firstValue("X-Throughline-Cache"))
                .as("another tenant's cache")
                .isEmpty();
        JsonNode record = RunningServer.json(server.await(
                "/v1/calls/" + hit.headers().firstValue("X-Throughline-Call-Id").orElseThrow(),
                answer -> answer.statusCode() == 200,
                "x-api-key",
                "same-key"));
        assertThat(record.path("cached").asBoolean()).isTrue();
        assertThat(record.path("attempts")).isEmpty();
    }

    /** What was answered is kept behind the answer. */
    private static HttpResponse<byte[]> untilHit() {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() < deadline) {
            HttpResponse<byte[]> answer = chat("same-key", "m", "capital of Portugal?");
            if (answer.headers().firstValue("X-Throughline-Cache").isPresent()) {
                return answer;
            }
        }
        throw new AssertionError("nothing was kept");
    }

    private static HttpResponse<byte[]> chat(String key, String model, String text) {
        return server.post(
                "/v1/chat/completions",
                "{\"model\":\"chatty/" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}",
                "x-api-key",
                key);
    }
}
