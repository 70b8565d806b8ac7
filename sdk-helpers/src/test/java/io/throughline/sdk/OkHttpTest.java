package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Mode;
import io.throughline.Throughline;
import io.throughline.testkit.Gate;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import io.throughline.testkit.ScriptedProvider;
import java.io.IOException;
import java.time.Duration;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** OkHttp's calls of providers go through the handler and over OkHttp's own connections; others pass as they are. */
class OkHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String ASK = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private final ScriptedProvider provider = ScriptedProvider.start();
    private final ScriptedProvider elsewhere = ScriptedProvider.start();
    private final Throughline throughline = Handlers.over(provider);
    private final OkHttpClient plain = new OkHttpClient();
    private final OkHttpClient client = plain.newBuilder()
            .addInterceptor(ThroughlineOkHttpInterceptor.of(
                    ThroughlineSdk.of(throughline).trace("session-123")))
            .build();

    @AfterEach
    void stop() {
        throughline.close();
        provider.close();
        elsewhere.close();
        plain.dispatcher().executorService().shutdown();
        plain.connectionPool().evictAll();
    }

    @Test
    void aCallGoesThroughTheHandler() throws IOException {
        provider.answer(Script.json(Chats.COMPLETION));
        try (Response response = client.newCall(post(provider, ASK)).execute()) {
            assertThat(response.code()).isEqualTo(200);
            assertThat(response.header("X-Trace-ID")).isEqualTo("session-123");
            assertThat(response.header("X-Throughline-Provider")).isEqualTo("openai");
            assertThat(response.body().string()).isEqualTo(Chats.COMPLETION);
        }
        ReceivedRequest request = provider.awaitExchange(PATIENCE).request();
        assertThat(request.headers("authorization")).containsExactly("Bearer " + Handlers.PROVIDER_KEY);
        assertThat(request.headers("content-type")).containsExactly("application/json");
        assertThat(request.text()).isEqualTo(ASK);
        assertThat(plain.connectionPool().connectionCount()).isEqualTo(1);
    }

    @Test
    void anotherProvidersModelGoesToThatProvider() throws IOException {
        provider.answer(Script.json(Messages.MESSAGE));
        try (Response response = client.newCall(post(provider, ASK.replace("gpt-4o", "anthropic/claude-sonnet-4-6")))
                .execute()) {
            assertThat(response.body().string()).contains("\"chat.completion\"").contains("Hello");
        }
        assertThat(provider.awaitExchange(PATIENCE).request().path()).isEqualTo("/v1/messages");
    }

    @Test
    void observedCallsAreAsTheApplicationMadeThem() throws IOException {
        provider.answerEach(request -> Script.json(Chats.COMPLETION));
        OkHttpClient observing = plain.newBuilder()
                .addInterceptor(ThroughlineOkHttpInterceptor.of(
                        ThroughlineSdk.of(throughline).trace("session-123"), Mode.OBSERVE))
                .build();
        try (Response response = observing.newCall(post(provider, ASK)).execute()) {
            assertThat(response.header("X-Trace-ID")).isEqualTo("session-123");
            assertThat(response.header("X-Throughline-Call-Id")).isNotNull();
            assertThat(response.body().string()).isEqualTo(Chats.COMPLETION);
        }
        plain.newCall(post(provider, ASK)).execute().close();
        ReceivedRequest observed = provider.awaitExchange(PATIENCE).request();
        assertThat(observed.headerLines())
                .isEqualTo(provider.awaitExchange(PATIENCE).request().headerLines());
        assertThat(observed.headers("authorization")).containsExactly("Bearer own-key");
    }

    @Test
    void eventsComeOneByOneAndClosingReachesTheProvider() throws IOException {
        Gate gate = new Gate();
        provider.answer(Script.eventStream()
                .event("{\"a\":1}")
                .hold(gate)
                .event("{\"a\":2}")
                .stall());
        Response response = client.newCall(post(provider, ASK.replace("{\"model\"", "{\"stream\":true,\"model\"")))
                .execute();
        var lines = response.body().source();
        assertThat(lines.readUtf8Line()).isEqualTo("data: {\"a\":1}");
        gate.release();
        assertThat(lines.readUtf8Line()).isEmpty();
        assertThat(lines.readUtf8Line()).isEqualTo("data: {\"a\":2}");
        ScriptedExchange exchange = provider.awaitExchange(PATIENCE);
        response.close();
        assertThat(exchange.awaitDisconnect(PATIENCE)).isTrue();
    }

    @Test
    void whatIsNoCallOfAProviderPassesByteForByte() throws IOException {
        provider.answerEach(request -> Script.json("{}"));
        elsewhere.answerEach(request -> Script.json("{}"));
        for (ScriptedProvider host : new ScriptedProvider[] {elsewhere, provider}) {
            String path = host == provider ? "/v1/files" : "/v1/chat/completions";
            Request request = new Request.Builder()
                    .url(host.uri(path).toString())
                    .header("Authorization", "Bearer own-key")
                    .post(RequestBody.create(ASK, MediaType.parse("application/json")))
                    .build();
            client.newCall(request).execute().close();
            plain.newCall(request).execute().close();
            ReceivedRequest with = host.awaitExchange(PATIENCE).request();
            ReceivedRequest without = host.awaitExchange(PATIENCE).request();
            assertThat(with.requestLine()).isEqualTo(without.requestLine());
            assertThat(with.headerLines()).isEqualTo(without.headerLines());
            assertThat(with.body()).isEqualTo(without.body());
        }
    }

    private static Request post(ScriptedProvider host, String body) {
        return new Request.Builder()
                .url(host.uri("/v1/chat/completions").toString())
                .header("Authorization", "Bearer own-key")
                .post(RequestBody.create(body.getBytes(), MediaType.get("application/json")))
                .build();
    }
}
