package io.throughline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Anthropic's own Java client works through Throughline, changed in nothing but its base URL. */
class AnthropicClientTest {
    private static RunningServer server;
    private static AnthropicClient client;

    @BeforeAll
    static void start() {
        server = RunningServer.withEchoOnly();
        client = AnthropicOkHttpClient.builder()
                .baseUrl(server.uri().toString())
                .apiKey("anything")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void messages() {
        Message message = client.messages().create(message("Tell me of rivers").build());
        assertThat(text(message)).contains("rivers");
        assertThat(message.stopReason()).contains(StopReason.END_TURN);
        assertThat(message.usage().outputTokens()).isPositive();
    }

    @Test
    void messagesStreamed() {
        MessageAccumulator whole = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages()
                .createStreaming(message("Tell me of mountains").build())) {
            stream.stream().forEach(whole::accumulate);
        }
        assertThat(text(whole.message())).contains("mountains");
        assertThat(whole.message().usage().outputTokens()).isPositive();
    }

    @Test
    void messagesAsynchronously() throws Exception {
        assertThat(text(client.async()
                        .messages()
                        .create(message("Tell me of lakes").build())
                        .get(20, TimeUnit.SECONDS)))
                .contains("lakes");
        MessageAccumulator whole = MessageAccumulator.create();
        client.async()
                .messages()
                .createStreaming(message("Tell me of seas").build())
                .subscribe(whole::accumulate)
                .onCompleteFuture()
                .get(20, TimeUnit.SECONDS);
        assertThat(text(whole.message())).contains("seas");
    }

    @Test
    void reasoning() {
        MessageAccumulator whole = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages()
                .createStreaming(message("Think first. [[echo reasoning=10]]").build())) {
            stream.stream().forEach(whole::accumulate);
        }
        assertThat(whole.message().content().get(0).thinking()).isPresent();
        assertThat(whole.message().content().get(1).text()).isPresent();
    }

    @Test
    void tools() {
        MessageCreateParams params = message("What is the weather in Paris?")
                .addTool(Tool.builder()
                        .name("get_weather")
                        .inputSchema(Tool.InputSchema.builder()
                                .properties(JsonValue.from(Map.of("city", Map.of("type", "string")))
                                        .convert(Tool.InputSchema.Properties.class))
                                .required(List.of("city"))
                                .build())
                        .build())
                .toolChoice(ToolChoiceAny.builder().build())
                .build();
        Message unary = client.messages().create(params);
        assertThat(unary.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(toolNames(unary)).containsExactly("get_weather");

        MessageAccumulator whole = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params)) {
            stream.stream().forEach(whole::accumulate);
        }
        assertThat(toolNames(whole.message())).containsExactly("get_weather");
    }

    @Test
    void countingTokens() {
        assertThat(client.messages()
                        .countTokens(MessageCountTokensParams.builder()
                                .model("echo/echo")
                                .addUserMessage("one two three")
                                .build())
                        .inputTokens())
                .isEqualTo(3);
    }

    @Test
    void models() {
        assertThat(client.models().list().autoPager().stream().map(model -> model.id()))
                .contains("echo/echo");
    }

    @Test
    void errorsAreTheClientsOwn() {
        assertThatThrownBy(() -> client.messages()
                        .create(message("x").model("no-such-model").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("no-such-model");
        assertThatThrownBy(() ->
                        client.messages().create(message("[[echo fail=429]]").build()))
                .isInstanceOf(RateLimitException.class);
    }

    private static MessageCreateParams.Builder message(String text) {
        return MessageCreateParams.builder()
                .model("echo/echo-fast")
                .maxTokens(200)
                .addUserMessage(text);
    }

    private static String text(Message message) {
        return message.content().stream()
                .flatMap(block -> block.text().stream())
                .map(block -> block.text())
                .collect(Collectors.joining());
    }

    private static List<String> toolNames(Message message) {
        return message.content().stream()
                .flatMap((ContentBlock block) -> block.toolUse().stream())
                .map(call -> call.name())
                .toList();
    }
}
