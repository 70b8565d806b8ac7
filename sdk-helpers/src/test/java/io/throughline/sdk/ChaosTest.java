package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import io.throughline.Mode;
import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever of Throughline's own is broken, an application's calls through its HTTP clients go on, and it is counted. */
class ChaosTest {
    private static final int CALLS = 10;

    private final ScriptedProvider provider =
            ScriptedProvider.start().answerEach(request -> Script.json(Chats.COMPLETION));

    @AfterEach
    void stop() {
        provider.close();
    }

    static Stream<Arguments> mounts() {
        return Stream.of(Client.values())
                .flatMap(client -> Stream.of(Mode.values()).map(mode -> Arguments.of(client, mode)));
    }

    /** {@code /dev/full} takes no byte; behind a sink that fails, a queue of one is full at once. */
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has /dev/full")
    @ParameterizedTest
    @MethodSource("mounts")
    void aSinkThatIsDownAndAFullQueue(Client client, Mode mode) throws Exception {
        try (Throughline throughline = throughline("{queue: 1, jsonl: {path: /dev/full}}")) {
            for (int i = 0; i < CALLS; i++) {
                assertThat(client.post(ThroughlineSdk.of(throughline), mode, uri()))
                        .isEqualTo(Chats.COMPLETION);
            }
            throughline.close(Duration.ofMillis(100));
            assertThat(throughline.sinks())
                    .singleElement()
                    .satisfies(sink -> assertThat(sink.dropped().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum())
                            .isEqualTo(CALLS));
        }
    }

    @ParameterizedTest
    @MethodSource("mounts")
    void anAnswerThatCantBeRead(Client client, Mode mode) throws Exception {
        String torn = "{\"choices\":[{\"message\":{\"content\":\"\\ud800\",";
        provider.answerEach(request -> Script.json(torn));
        try (Throughline throughline = throughline("{}")) {
            assertThat(client.post(ThroughlineSdk.of(throughline), mode, uri())).isEqualTo(torn);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerThatIsClosedLetsObservedCallsGoOn(Client client) throws Exception {
        Throughline throughline = throughline("{}");
        throughline.close();
        assertThat(client.post(ThroughlineSdk.of(throughline), Mode.OBSERVE, uri()))
                .isEqualTo(Chats.COMPLETION);
    }

    private URI uri() {
        return provider.uri("/v1/chat/completions");
    }

    private Throughline throughline(String telemetry) {
        return Throughline.create(ThroughlineConfig.parse(
                Handlers.providers(provider) + "telemetry: " + telemetry, "test.yaml", Map.of(), Path.of("target")));
    }

    /** The clients of an application, with the handler in them. */
    enum Client {
        JDK {
            @Override
            String post(ThroughlineSdk sdk, Mode mode, URI uri) throws Exception {
                return ThroughlineHttpClient.of(sdk, HttpClient.newHttpClient(), mode)
                        .send(
                                HttpRequest.newBuilder(uri)
                                        .POST(HttpRequest.BodyPublishers.ofString(HttpClientContract.ASK))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
            }
        },
        OK_HTTP {
            @Override
            String post(ThroughlineSdk sdk, Mode mode, URI uri) throws Exception {
                OkHttpClient client = new OkHttpClient.Builder()
                        .addInterceptor(ThroughlineOkHttpInterceptor.of(sdk, mode))
                        .build();
                Request request = new Request.Builder()
                        .url(uri.toString())
                        .post(RequestBody.create(HttpClientContract.ASK, MediaType.get("application/json")))
                        .build();
                try (Response response = client.newCall(request).execute()) {
                    return response.body().string();
                }
            }
        },
        APACHE {
            @Override
            String post(ThroughlineSdk sdk, Mode mode, URI uri) throws Exception {
                try (CloseableHttpClient client = HttpClients.custom()
                        .addExecInterceptorFirst("throughline", ThroughlineExecChainHandler.of(sdk, mode))
                        .build()) {
                    HttpPost post = new HttpPost(uri);
                    post.setEntity(new StringEntity(HttpClientContract.ASK, ContentType.APPLICATION_JSON));
                    return client.execute(post, response -> EntityUtils.toString(response.getEntity()));
                }
            }
        },
        APACHE_ASYNC {
            @Override
            String post(ThroughlineSdk sdk, Mode mode, URI uri) throws Exception {
                try (CloseableHttpAsyncClient client = HttpAsyncClients.custom()
                        .addExecInterceptorFirst("throughline", ThroughlineAsyncExecChainHandler.of(sdk, mode))
                        .build()) {
                    client.start();
                    return client.execute(
                                    SimpleRequestBuilder.post(uri)
                                            .setBody(HttpClientContract.ASK, ContentType.APPLICATION_JSON)
                                            .build(),
                                    null)
                            .get(10, TimeUnit.SECONDS)
                            .getBodyText();
                }
            }
        },
        LANG_CHAIN {
            @Override
            String post(ThroughlineSdk sdk, Mode mode, URI uri) {
                return ThroughlineHttpClientBuilder.of(sdk, new JdkHttpClientBuilder(), mode)
                        .build()
                        .execute(dev.langchain4j.http.client.HttpRequest.builder()
                                .method(HttpMethod.POST)
                                .url(uri.toString())
                                .addHeader("Content-Type", "application/json")
                                .body(HttpClientContract.ASK)
                                .build())
                        .body();
            }
        };

        abstract String post(ThroughlineSdk sdk, Mode mode, URI uri) throws Exception;
    }
}
