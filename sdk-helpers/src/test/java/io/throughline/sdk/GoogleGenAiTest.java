package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ClientException;
import com.google.genai.types.ClientOptions;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.Schema;
import com.google.genai.types.Tool;
import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.standalone.StandaloneServer;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Google's own Gen AI client works through a Throughline server, changed in nothing but its base URL. */
class GoogleGenAiTest {
    private static final String MODEL = "echo/echo-fast";
    private static final GenerateContentConfig PLAIN =
            GenerateContentConfig.builder().build();

    private static StandaloneServer server;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        ThroughlineConfig config =
                ThroughlineConfig.parse("server: {port: 0}", "test.yaml", Map.of(), Path.of("target"));
        server = StandaloneServer.start(config);
        client = Client.builder()
                .apiKey("anything")
                .httpOptions(HttpOptions.builder()
                        .baseUrl(server.uri().toString().replaceAll("/$", ""))
                        .build())
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void whole() {
        assertThat(client.models
                        .generateContent(MODEL, "Tell me of rivers", PLAIN)
                        .text())
                .contains("rivers");
    }

    @Test
    void streamed() {
        StringBuilder text = new StringBuilder();
        try (ResponseStream<GenerateContentResponse> stream =
                client.models.generateContentStream(MODEL, "Tell me of mountains", PLAIN)) {
            stream.forEach(part -> text.append(part.text() == null ? "" : part.text()));
        }
        assertThat(text).contains("mountains");
    }

    @Test
    void asynchronously() throws Exception {
        assertThat(client.async
                        .models
                        .generateContent(MODEL, "Tell me of lakes", PLAIN)
                        .get(10, TimeUnit.SECONDS)
                        .text())
                .contains("lakes");
    }

    @Test
    void tools() {
        GenerateContentConfig config = GenerateContentConfig.builder()
                .tools(Tool.builder()
                        .functionDeclarations(FunctionDeclaration.builder()
                                .name("get_weather")
                                .parameters(Schema.builder()
                                        .type("OBJECT")
                                        .properties(Map.of(
                                                "city",
                                                Schema.builder().type("STRING").build()))
                                        .build())
                                .build())
                        .build())
                .build();
        GenerateContentResponse response =
                client.models.generateContent(MODEL, "What is the weather in Paris? [[echo tool=get_weather]]", config);
        assertThat(response.functionCalls())
                .singleElement()
                .satisfies(call -> assertThat(call.name()).contains("get_weather"));
    }

    @Test
    void structuredOutput() {
        GenerateContentConfig config = GenerateContentConfig.builder()
                .responseMimeType("application/json")
                .responseSchema(Schema.builder()
                        .type("OBJECT")
                        .properties(
                                Map.of("name", Schema.builder().type("STRING").build()))
                        .required("name")
                        .build())
                .build();
        assertThat(client.models
                        .generateContent(MODEL, "A person, please", config)
                        .text())
                .startsWith("{")
                .contains("\"name\"");
    }

    @Test
    void inThisJvm() {
        OkHttpClient plain = new OkHttpClient();
        try (ScriptedProvider google = ScriptedProvider.start();
                Throughline throughline = Handlers.of(
                        "providers: {gemini: {api-key: provider-key, base-url: %s}}".formatted(google.uri("/v1beta")));
                Client local = Client.builder()
                        .apiKey("not-used")
                        .httpOptions(HttpOptions.builder()
                                .baseUrl(google.uri().toString())
                                .build())
                        .clientOptions(ClientOptions.builder()
                                .customHttpClient(plain.newBuilder()
                                        .addInterceptor(ThroughlineOkHttpInterceptor.of(ThroughlineSdk.of(throughline)))
                                        .build())
                                .build())
                        .build()) {
            assertThat(local.models
                            .generateContent(MODEL, "Tell me of rivers", PLAIN)
                            .text())
                    .contains("rivers");
            google.answer(
                    Script.json(
                            "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Hello\"}]},\"finishReason\":\"STOP\"}]}"));
            assertThat(local.models
                            .generateContent("gemini-2.5-flash", "Hi", PLAIN)
                            .text())
                    .isEqualTo("Hello");
            assertThat(google.requests()).singleElement().satisfies(request -> {
                assertThat(request.headers("x-goog-api-key")).containsExactly("provider-key");
                assertThat(request.path()).isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent");
            });
        } finally {
            plain.dispatcher().executorService().shutdown();
            plain.connectionPool().evictAll();
        }
    }

    @Test
    void errorsAreTheClientsOwn() {
        assertThatThrownBy(() -> client.models.generateContent("no-such-model", "x", PLAIN))
                .isInstanceOfSatisfying(
                        ClientException.class, e -> assertThat(e.code()).isEqualTo(404))
                .hasMessageContaining("no-such-model");
    }
}
