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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The dry run of a call says about what its input costs. */
class ExplainedPriceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String YAML = """
            providers:
              openai: {api-key: k}
            prices:
              models:
                openai/priced: {input: 4}
            """;

    private final Throughline throughline = Throughline.create(
            ThroughlineConfig.parse(YAML, "test.yaml", Map.of(), Path.of("").toAbsolutePath()));

    @AfterEach
    void close() {
        throughline.close();
    }

    @Test
    void estimatesTheInputByTheRequestsSize() throws Exception {
        String request = "{\"model\":\"openai/priced\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted("a".repeat(4_000));
        JsonNode estimate = explained(request);
        long tokens = (request.length() + 3) / 4;
        assertThat(estimate.path("input_tokens").asLong()).isEqualTo(tokens);
        assertThat(estimate.path("input_cost").decimalValue().movePointRight(6))
                .isEqualByComparingTo(String.valueOf(4 * tokens));
        assertThat(estimate.path("estimated").asBoolean()).isTrue();
    }

    @Test
    void saysThatAModelHasNoKnownPrice() throws Exception {
        JsonNode estimate = explained("{\"model\":\"openai/never-heard-of\",\"messages\":[]}");
        assertThat(estimate.path("input_cost").isNull()).isTrue();
        assertThat(estimate.path("note").asText()).isEqualTo("this model has no known price");
    }

    private JsonNode explained(String request) throws Exception {
        byte[] body = ("{\"path\":\"/v1/chat/completions\",\"request\":" + request + "}").getBytes(UTF_8);
        ProxyRequest inbound = new ProxyRequest(
                "POST",
                URI.create("/v1/explain"),
                Headers.of("Content-Type", "application/json"),
                Body.of(body),
                Attributes.none());
        ProxyResponse answer = throughline
                .handle(inbound, outbound -> CompletableFuture.failedStage(new AssertionError("nothing is sent")))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        assertThat(answer.body()).isInstanceOf(Body.Bytes.class);
        return JSON.readTree(((Body.Bytes) answer.body()).bytes()).path("price_estimate");
    }
}
