package io.throughline.junit;

import static io.throughline.junit.LlmAssertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** The example of {@code docs/testing.md}; {@link TestingPageTest} holds the two together. */
class SupportBotTest {
    // begin
    @Test
    @LlmCassette("support-bot/order")
    void looksUpTheOrder(@LlmBaseUrl URI llm, LlmCalls calls) throws Exception {
        new SupportBot(llm).answer("Where is order 4711? [[echo tool=find_order]]");

        assertThat(calls)
                .hasSize(1)
                .toolCalled("find_order")
                .costBelow("0.01")
                .eachWithin(Duration.ofSeconds(5))
                .allCompleted();
    }

    @Test
    @LlmFault(value = LlmFault.Kind.TOO_MANY_REQUESTS, retryAfter = 30)
    void tellsTheUserToComeBack(@LlmBaseUrl URI llm) throws Exception {
        Assertions.assertEquals("Please come back in 30 s", new SupportBot(llm).answer("Hello?"));
    }
    // end

    /** An application that calls a model. */
    record SupportBot(URI llm) {
        String answer(String question) throws IOException, InterruptedException {
            String body = """
                    {"model":"echo/echo-fast","messages":[{"role":"user","content":"%s"}],
                     "tools":[{"type":"function","function":{"name":"find_order","parameters":{"type":"object",
                     "properties":{"id":{"type":"string"}},"required":["id"]}}}]}""".formatted(question);
            HttpRequest request = HttpRequest.newBuilder(llm.resolve("/v1/chat/completions"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            return response.statusCode() == 429
                    ? "Please come back in "
                            + response.headers().firstValue("retry-after").orElse("?") + " s"
                    : response.body();
        }
    }
}
