package io.throughline.echo;

import static io.throughline.echo.EchoCalls.CHAT;
import static io.throughline.echo.EchoCalls.MESSAGES;
import static io.throughline.echo.EchoCalls.RESPONSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EchoEndpointsTest {
    private final EchoCalls calls = new EchoCalls();

    @ParameterizedTest
    @ValueSource(strings = {"/chat/completions", "/v1/chat/completions", "/any/prefix/chat/completions?x=y"})
    void thePathsEndCounts(String path) {
        JsonNode answer = calls.whole(path, EchoCalls.request(CHAT, "echo", "hi", ""));
        assertThat(answer.get("object").asText()).isEqualTo("chat.completion");
    }

    @ParameterizedTest
    @CsvSource({CHAT + ",x-request-id", RESPONSES + ",x-request-id", MESSAGES + ",request-id"})
    void theHeadersAreTheProviders(String path, String id) {
        ProxyResponse whole = calls.response(path, EchoCalls.request(path, "echo", "hi", ""));
        ProxyResponse stream = calls.response(path, EchoCalls.request(path, "echo", "hi", "\"stream\":true"));
        assertThat(whole.headers().first("content-type")).contains("application/json");
        assertThat(stream.headers().first("content-type")).contains("text/event-stream; charset=utf-8");
        assertThat(whole.headers().first(id))
                .isPresent()
                .isNotEqualTo(stream.headers().first(id));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                CHAT + ";not json;",
                CHAT + ";[];",
                CHAT + ";{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]};model",
                CHAT + ";{\"model\":\"echo\"};messages",
                CHAT + ";{\"model\":\"echo\",\"messages\":[]};messages",
                CHAT + ";{\"model\":\"echo\",\"messages\":[{\"role\":\"x\"}]};messages.role",
                CHAT + ";{\"model\":\"echo\",\"n\":2,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]};n",
                CHAT
                        + ";{\"model\":\"echo\",\"max_tokens\":0,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]};max_tokens",
                RESPONSES + ";{\"model\":\"echo\"};input",
                MESSAGES + ";{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]};max_tokens",
                MESSAGES + ";{\"model\":\"echo\",\"max_tokens\":5};messages",
                MESSAGES + "/count_tokens;{\"model\":\"echo\"};messages"
            })
    void aBadRequestIsRefusedInTheDialect(String path, String body, String param) {
        ProxyResponse response = calls.response(path, body);
        JsonNode error = EchoCalls.json(response);
        assertThat(response.status()).isEqualTo(400);
        assertThat(error.at("/error/type").asText()).isEqualTo("invalid_request_error");
        if (path.startsWith(MESSAGES)) {
            assertThat(error.get("type").asText()).isEqualTo("error");
            assertThat(error.at("/error/message").asText()).contains(param);
        } else {
            assertThat(error.at("/error/param").asText(null)).isEqualTo(param);
            assertThat(error.get("error").has("code")).isTrue();
        }
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(calls.response("/v1/images", "{}").status()).isEqualTo(404);
        assertThat(calls.get(CHAT, Headers.none()).join().status()).isEqualTo(405);
        assertThat(calls.get("/v1/models/nothing", Headers.none()).join().status())
                .isEqualTo(404);
    }

    @Test
    void listsItsModels() {
        JsonNode openAi = EchoCalls.json(calls.get("/v1/models", Headers.none()).join());
        assertThat(openAi.get("object").asText()).isEqualTo("list");
        assertThat(openAi.get("data").findValuesAsText("id"))
                .containsExactly("echo", "echo-fast", "echo-slow", "echo-reasoning", "echo-tools");
        assertThat(openAi.get("data"))
                .allSatisfy(model -> assertThat(model.get("object").asText()).isEqualTo("model"));
        Headers version = Headers.of("anthropic-version", "2023-06-01");
        JsonNode anthropic = EchoCalls.json(calls.get("/v1/models", version).join());
        assertThat(anthropic.get("has_more").asBoolean(true)).isFalse();
        assertThat(anthropic.get("first_id").asText()).isEqualTo("echo");
        assertThat(anthropic.get("data"))
                .allSatisfy(
                        model -> assertThat(model.get("display_name").asText()).isNotEmpty());
        assertThat(EchoCalls.json(calls.get("/v1/models/echo-fast", version).join())
                        .get("type")
                        .asText())
                .isEqualTo("model");
        assertThat(EchoCalls.json(calls.get("/models/echo", Headers.none()).join())
                        .get("id")
                        .asText())
                .isEqualTo("echo");
    }

    @Test
    void readsRequestsOfEveryShape() {
        byte[] request = EchoCalls.request(CHAT, "echo-fast", "hi", "").getBytes(StandardCharsets.UTF_8);
        Body pull = new Body.Pull(new ByteArrayInputStream(request), OptionalLong.empty());
        Body push = new Body.Push(Body.of(request).publisher(Runnable::run), OptionalLong.empty());
        for (Body body : new Body[] {pull, push}) {
            ProxyRequest call =
                    new ProxyRequest("POST", URI.create("http://e" + CHAT), Headers.none(), body, Attributes.none());
            assertThat(calls.echo.send(call).toCompletableFuture().join().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void givesAPacedStreamInRealTime() throws IOException {
        try (EchoUpstream echo = EchoUpstream.create()) {
            byte[] request = EchoCalls.request(CHAT, "echo", "[[echo tokens=5 pace=5ms]]", "\"stream\":true")
                    .getBytes(StandardCharsets.UTF_8);
            ProxyRequest call = new ProxyRequest(
                    "POST", URI.create("http://e" + CHAT), Headers.none(), Body.of(request), Attributes.none());
            long start = System.nanoTime();
            ProxyResponse response = echo.send(call).toCompletableFuture().join();
            try (InputStream body = response.body().inputStream()) {
                assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                        .endsWith("data: [DONE]\n\n");
            }
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
