package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.throughline.Mode;
import io.throughline.ProxyRequest;
import io.throughline.Throughline;
import io.throughline.testkit.Gate;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import io.throughline.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** LangChain4j's models on the handler in this JVM, by their HTTP client. */
class LangChain4jTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ScriptedProvider provider = ScriptedProvider.start();
    private final ScriptedProvider elsewhere = ScriptedProvider.start();
    private final Throughline throughline = Handlers.over(provider);

    @AfterEach
    void stop() {
        throughline.close();
        provider.close();
        elsewhere.close();
    }

    @Test
    void chat() {
        assertThat(chat("echo/echo-fast").chat("Tell me of rivers")).contains("rivers");
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void streamed() throws Exception {
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        streaming("echo/echo-fast").chat("Tell me of mountains", new StreamingChatResponseHandler() {
            @Override
            public void onCompleteResponse(ChatResponse response) {
                whole.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                whole.completeExceptionally(error);
            }
        });
        assertThat(whole.get(10, TimeUnit.SECONDS).aiMessage().text()).contains("mountains");
    }

    @Test
    void observedCallsAreAsTheApplicationMadeThem() throws Exception {
        List<ProxyRequest> sent = new CopyOnWriteArrayList<>();
        try (Throughline watched = Handlers.over(provider, sent::add)) {
            HttpClientBuilder observing = ThroughlineHttpClientBuilder.of(
                    ThroughlineSdk.of(watched), new JdkHttpClientBuilder(), Mode.OBSERVE);
            provider.answer(Script.json(Chats.COMPLETION));
            assertThat(OpenAiChatModel.builder()
                            .httpClientBuilder(observing)
                            .baseUrl(provider.uri("/v1").toString())
                            .apiKey("own-key")
                            .modelName("house-model")
                            .build()
                            .chat("Hi"))
                    .isEqualTo("Hello");
            assertThat(provider.awaitExchange(PATIENCE).request().headers("authorization"))
                    .containsExactly("Bearer own-key");
            provider.answer(Script.eventStream()
                    .event(Chats.chunk("Hel"))
                    .event(Chats.chunk("lo"))
                    .event("[DONE]"));
            CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
            OpenAiStreamingChatModel.builder()
                    .httpClientBuilder(observing)
                    .baseUrl(provider.uri("/v1").toString())
                    .apiKey("own-key")
                    .modelName("house-model")
                    .build()
                    .chat("Hi", new StreamingChatResponseHandler() {
                        @Override
                        public void onCompleteResponse(ChatResponse response) {
                            whole.complete(response);
                        }

                        @Override
                        public void onError(Throwable error) {
                            whole.completeExceptionally(error);
                        }
                    });
            assertThat(whole.get(10, TimeUnit.SECONDS).aiMessage().text()).isEqualTo("Hello");
            assertThat(sent).hasSize(2);
        }
    }

    @Test
    void tools() {
        ChatResponse response = chat("echo/echo-fast")
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from("What is the weather in Paris? [[echo tool=get_weather]]"))
                        .toolSpecifications(ToolSpecification.builder()
                                .name("get_weather")
                                .parameters(JsonObjectSchema.builder()
                                        .addStringProperty("city")
                                        .build())
                                .build())
                        .build());
        assertThat(response.aiMessage().toolExecutionRequests())
                .singleElement()
                .satisfies(call -> assertThat(call.name()).isEqualTo("get_weather"));
    }

    @Test
    void structuredOutput() {
        ChatResponse response = chat("echo/echo-fast")
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from("A person, please"))
                        .responseFormat(ResponseFormat.builder()
                                .type(ResponseFormatType.JSON)
                                .jsonSchema(JsonSchema.builder()
                                        .name("person")
                                        .rootElement(JsonObjectSchema.builder()
                                                .addStringProperty("name")
                                                .required("name")
                                                .build())
                                        .build())
                                .build())
                        .build());
        assertThat(response.aiMessage().text()).startsWith("{").contains("\"name\"");
    }

    @Test
    void embeddings() {
        OpenAiEmbeddingModel model = OpenAiEmbeddingModel.builder()
                .httpClientBuilder(through())
                .baseUrl(provider.uri("/v1").toString())
                .apiKey("not-used")
                .modelName("echo/echo")
                .build();
        float[] one = model.embed("one").content().vector();
        assertThat(one).isNotEmpty().isEqualTo(model.embed("one").content().vector());
        assertThat(one).isNotEqualTo(model.embed("two").content().vector());
    }

    @Test
    void theProviderSeesItsOwnKeyAndErrorsAreLangChains() {
        provider.answer(Script.json(Chats.COMPLETION));
        assertThat(chat("gpt-4o").chat("Hi")).isEqualTo("Hello");
        ReceivedRequest request = provider.awaitExchange(PATIENCE).request();
        assertThat(request.headers("authorization")).containsExactly("Bearer " + Handlers.PROVIDER_KEY);

        provider.answer(Script.status(429)
                .header("content-type", "application/json")
                .sized("{\"error\":{\"message\":\"Slow down\",\"type\":\"rate_limit\"}}"));
        assertThatThrownBy(() -> chat("gpt-4o").chat("Hi"))
                .isInstanceOf(RateLimitException.class)
                .hasMessageContaining("Slow down");
    }

    @Test
    void eventsComeOneByOneAndCancellingReachesTheProvider() throws Exception {
        Gate gate = new Gate();
        provider.answer(Script.eventStream()
                .event(Chats.chunk("one"))
                .hold(gate)
                .event(Chats.chunk("two"))
                .stall());
        LinkedBlockingQueue<String> parts = new LinkedBlockingQueue<>();
        streaming("gpt-4o").chat("Hi", new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
                parts.add(part.text());
                if (part.text().equals("two")) {
                    context.streamingHandle().cancel();
                }
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                parts.add("complete");
            }

            @Override
            public void onError(Throwable error) {
                parts.add("error " + error);
            }
        });
        assertThat(parts.poll(10, TimeUnit.SECONDS)).isEqualTo("one");
        gate.release();
        assertThat(parts.poll(10, TimeUnit.SECONDS)).isEqualTo("two");
        ScriptedExchange exchange = provider.awaitExchange(PATIENCE);
        assertThat(exchange.awaitDisconnect(PATIENCE)).isTrue();
    }

    @Test
    void otherHostsAreReachedAsWithout() {
        elsewhere.answer(Script.json(Chats.COMPLETION));
        OpenAiChatModel model = OpenAiChatModel.builder()
                .httpClientBuilder(through())
                .baseUrl(elsewhere.uri("/v1").toString())
                .apiKey("own-key")
                .modelName("gpt-4o")
                .build();
        assertThat(model.chat("Hi")).isEqualTo("Hello");
        ReceivedRequest request = elsewhere.awaitExchange(PATIENCE).request();
        assertThat(request.headers("authorization")).containsExactly("Bearer own-key");
        assertThat(request.header("x-agent-name")).isEmpty();
    }

    private ThroughlineHttpClientBuilder through() {
        return ThroughlineHttpClientBuilder.of(
                ThroughlineSdk.of(throughline).agent("support-bot"), new JdkHttpClientBuilder());
    }

    private OpenAiChatModel chat(String model) {
        return OpenAiChatModel.builder()
                .httpClientBuilder(through())
                .baseUrl(provider.uri("/v1").toString())
                .apiKey("not-used")
                .modelName(model)
                .maxRetries(0)
                .strictJsonSchema(true)
                .build();
    }

    private OpenAiStreamingChatModel streaming(String model) {
        return OpenAiStreamingChatModel.builder()
                .httpClientBuilder(through())
                .baseUrl(provider.uri("/v1").toString())
                .apiKey("not-used")
                .modelName(model)
                .build();
    }
}
