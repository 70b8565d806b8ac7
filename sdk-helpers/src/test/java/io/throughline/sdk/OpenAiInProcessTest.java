package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.RequestOptions;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.throughline.Throughline;
import io.throughline.testkit.Gate;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import io.throughline.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** OpenAI's client on the handler in this JVM: all that it offers, and nothing leaves but the handler's own call. */
@Tag("previous-major")
class OpenAiInProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ScriptedProvider provider = ScriptedProvider.start();
    private final Throughline throughline = Handlers.over(provider);
    private final OpenAIClient given = Chats.client("http://nowhere.invalid/v1", "not-used");
    private final OpenAIClient client = ThroughlineSdk.of(throughline).openai(given);

    @AfterEach
    void stop() {
        given.close();
        throughline.close();
        provider.close();
    }

    @Test
    void whole() {
        assertThat(Chats.text(client.chat().completions().create(Chats.ask("echo/echo-fast", "Tell me of rivers"))))
                .contains("rivers");
    }

    @Test
    void streamed() {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(Chats.ask("echo/echo-fast", "Tell me of mountains"))) {
            stream.stream().forEach(whole::accumulate);
        }
        assertThat(Chats.text(whole.chatCompletion())).contains("mountains");
    }

    @Test
    void asynchronously() throws Exception {
        var async = ThroughlineSdk.of(throughline).openai(given.async());
        var completion = async.chat().completions().create(Chats.ask("echo/echo-fast", "Tell me of lakes"));
        assertThat(Chats.text(completion.get(10, TimeUnit.SECONDS))).contains("lakes");

        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        async.chat()
                .completions()
                .createStreaming(Chats.ask("echo/echo-fast", "Tell me of seas"))
                .subscribe(whole::accumulate)
                .onCompleteFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(Chats.text(whole.chatCompletion())).contains("seas");
    }

    @Test
    void tools() {
        ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
                .model("echo/echo-fast")
                .addUserMessage("What is the weather in Paris?")
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
        var call = client.chat()
                .completions()
                .create(params)
                .choices()
                .get(0)
                .message()
                .toolCalls()
                .orElseThrow();
        assertThat(call.get(0).asFunction().function().name()).isEqualTo("get_weather");
        assertThat(call.get(0).asFunction().function().arguments()).contains("\"city\"");
    }

    @Test
    void embeddings() {
        var answer = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("echo/echo")
                        .inputOfArrayOfStrings(List.of("one", "two"))
                        .dimensions(64)
                        .build());
        assertThat(answer.data()).hasSize(2);
    }

    @Test
    void errorsAreTheClientsOwn() {
        assertThatThrownBy(() -> client.chat().completions().create(Chats.ask("no-such-model", "x")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("no-such-model");
        provider.answer(Script.status(429)
                .header("content-type", "application/json")
                .header("retry-after", "7")
                .sized("{\"error\":{\"message\":\"Slow down\",\"type\":\"rate_limit\",\"param\":null,\"code\":null}}"));
        assertThatThrownBy(() -> client.chat().completions().create(Chats.ask("gpt-4o", "x")))
                .isInstanceOfSatisfying(RateLimitException.class, limit -> {
                    assertThat(limit.headers().values("retry-after")).containsExactly("7");
                    assertThat(limit).hasMessageContaining("Slow down");
                });
    }

    @Test
    void theProviderSeesItsOwnKeyAndNobodyElses() {
        provider.answerEach(Chats::completion);
        client.chat().completions().create(Chats.ask("gpt-4o", "Hi"));
        ReceivedRequest request = provider.awaitExchange(PATIENCE).request();
        assertThat(request.path()).isEqualTo("/v1/chat/completions");
        assertThat(request.headers("authorization")).containsExactly("Bearer " + Handlers.PROVIDER_KEY);
        assertThat(String.join("\n", request.headerLines())).doesNotContain("not-used");
    }

    @Test
    void theScopeIsTheCalls() {
        var response = ThroughlineSdk.of(throughline)
                .agent("support-bot")
                .trace("session-123")
                .thread("th-1")
                .openai(given)
                .chat()
                .completions()
                .withRawResponse()
                .create(Chats.ask("echo/echo-fast", "Hi"));
        assertThat(response.headers().values("x-trace-id")).containsExactly("session-123");
        assertThat(response.headers().values("x-thread-id")).containsExactly("th-1");
        assertThat(response.headers().values("x-throughline-call-id")).hasSize(1);
        response.close();
    }

    @Test
    void eventsComeOneByOneAndClosingReachesTheProvider() {
        Gate gate = new Gate();
        provider.answer(Script.eventStream()
                .event(Chats.chunk("one"))
                .hold(gate)
                .event(Chats.chunk("two"))
                .stall());
        StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(Chats.ask("gpt-4o", "Hi"));
        Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
        assertThat(chunks.next().choices().get(0).delta().content()).contains("one");
        gate.release();
        assertThat(chunks.next().choices().get(0).delta().content()).contains("two");
        ScriptedExchange exchange = provider.awaitExchange(PATIENCE);
        stream.close();
        assertThat(exchange.awaitDisconnect(PATIENCE)).isTrue();
    }

    @Test
    void whoHasNoMorePatienceEndsTheCallAtTheProvider() {
        provider.answer(Script.neverAnswer());
        RequestOptions hasty =
                RequestOptions.builder().timeout(Duration.ofMillis(300)).build();
        assertThatThrownBy(() -> client.chat().completions().create(Chats.ask("gpt-4o", "Hi"), hasty))
                .isInstanceOf(OpenAIIoException.class);
        assertThat(provider.awaitExchange(PATIENCE).awaitDisconnect(PATIENCE)).isTrue();
    }

    @Test
    void anInterruptEndsTheCallAtTheProvider() throws Exception {
        provider.answer(Script.neverAnswer());
        Thread caller = new Thread(() -> assertThatThrownBy(
                        () -> client.chat().completions().create(Chats.ask("gpt-4o", "Hi")))
                .isInstanceOf(OpenAIIoException.class));
        caller.start();
        ScriptedExchange exchange = provider.awaitExchange(PATIENCE);
        caller.interrupt();
        assertThat(exchange.awaitDisconnect(PATIENCE)).isTrue();
        caller.join(PATIENCE.toMillis());
        assertThat(caller.isAlive()).isFalse();
    }

    @Test
    void theApplicationNeedsNoKeyAndOneThatItShowsMustBeConfigured() {
        try (Throughline guarded = Handlers.of("keys: [{name: shop, key: key-of-the-caller}]")) {
            ThroughlineSdk sdk = ThroughlineSdk.of(guarded);
            ChatCompletionCreateParams params = Chats.ask("echo/echo-fast", "Tell me of rivers");
            assertThat(Chats.text(sdk.openai(given).chat().completions().create(params)))
                    .contains("rivers");
            OpenAIClient unknown = sdk.key("no-such-key").openai(given);
            assertThatThrownBy(() -> unknown.chat().completions().create(params))
                    .isInstanceOf(UnauthorizedException.class);
            OpenAIClient known = sdk.key("key-of-the-caller").openai(given);
            assertThat(Chats.text(known.chat().completions().create(params))).contains("rivers");
        }
    }
}
