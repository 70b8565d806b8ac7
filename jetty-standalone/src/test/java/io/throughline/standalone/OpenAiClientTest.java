package io.throughline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenAI's own Java client works through Throughline, changed in nothing but its base URL. */
class OpenAiClientTest {
    private static RunningServer server;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        server = RunningServer.withEchoOnly();
        client = OpenAIOkHttpClient.builder()
                .baseUrl(server.uri() + "/v1")
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
    void chat() {
        ChatCompletion completion = client.chat().completions().create(chat("Tell me of rivers"));
        assertThat(text(completion)).contains("rivers");
        assertThat(completion.usage())
                .hasValueSatisfying(usage ->
                        assertThat(usage.totalTokens()).isEqualTo(usage.promptTokens() + usage.completionTokens()));
    }

    @Test
    void chatStreamed() {
        ChatCompletionCreateParams params = chat("Tell me of mountains").toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        AtomicInteger chunks = new AtomicInteger();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().peek(whole::accumulate).forEach(chunk -> chunks.incrementAndGet());
        }
        assertThat(chunks.get()).isGreaterThan(3);
        assertThat(text(whole.chatCompletion())).contains("mountains");
        assertThat(whole.chatCompletion().usage()).isPresent();
    }

    @Test
    void chatAsynchronously() throws Exception {
        assertThat(text(client.async()
                        .chat()
                        .completions()
                        .create(chat("Tell me of lakes"))
                        .get(20, TimeUnit.SECONDS)))
                .contains("lakes");
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        client.async()
                .chat()
                .completions()
                .createStreaming(chat("Tell me of seas"))
                .subscribe(whole::accumulate)
                .onCompleteFuture()
                .get(20, TimeUnit.SECONDS);
        assertThat(text(whole.chatCompletion())).contains("seas");
    }

    @Test
    void tools() {
        ChatCompletionCreateParams params = chat("What is the weather in Paris?").toBuilder()
                .addFunctionTool(FunctionDefinition.builder()
                        .name("get_weather")
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                                .build())
                        .build())
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                .build();
        var unary = client.chat().completions().create(params).choices().get(0);
        assertThat(unary.finishReason().toString()).isEqualTo("tool_calls");
        assertThat(unary.message().toolCalls().orElseThrow().get(0).asFunction().function())
                .satisfies(function -> {
                    assertThat(function.name()).isEqualTo("get_weather");
                    assertThat(function.arguments()).contains("\"city\"");
                });

        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(whole::accumulate);
        }
        assertThat(whole.chatCompletion()
                        .choices()
                        .get(0)
                        .message()
                        .toolCalls()
                        .orElseThrow()
                        .get(0)
                        .asFunction()
                        .function()
                        .name())
                .isEqualTo("get_weather");
    }

    @Test
    void responses() {
        ResponseCreateParams params = ResponseCreateParams.builder()
                .model("echo/echo-fast")
                .input("Tell me of forests")
                .build();
        assertThat(client.responses().create(params).output().toString()).contains("forests");

        List<ResponseStreamEvent> events = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params)) {
            stream.stream().forEach(events::add);
        }
        assertThat(events.get(0).isCreated()).isTrue();
        assertThat(events.get(events.size() - 1).isCompleted()).isTrue();
        assertThat(events).anyMatch(ResponseStreamEvent::isOutputTextDelta);
    }

    @Test
    void embeddings() {
        var response = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("echo/echo")
                        .inputOfArrayOfStrings(List.of("one", "two"))
                        .dimensions(64)
                        .build());
        assertThat(response.data()).hasSize(2);
        assertThat(response.data().get(1).embedding()).hasSize(64);
    }

    @Test
    void models() {
        assertThat(client.models().list().autoPager().stream().map(Model::id)).contains("echo/echo");
        assertThat(client.models().retrieve("echo/echo").ownedBy()).isEqualTo("echo");
    }

    @Test
    void errorsAreTheClientsOwn() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat("x").toBuilder().model("no-such-model").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("no-such-model");
        assertThatThrownBy(() -> client.chat().completions().create(chat("[[echo fail=429]]")))
                .isInstanceOf(RateLimitException.class);
    }

    private static ChatCompletionCreateParams chat(String text) {
        return ChatCompletionCreateParams.builder()
                .model("echo/echo-fast")
                .addUserMessage(text)
                .build();
    }

    private static String text(ChatCompletion completion) {
        return completion.choices().get(0).message().content().orElse("");
    }
}
