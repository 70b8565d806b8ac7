package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import io.throughline.Advice;
import io.throughline.Mode;
import io.throughline.ProxyRequest;
import io.throughline.Throughline;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
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
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Who uses the clients' interceptors in a wrong way is told so, once, and calls go on. */
class WrongUseTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Advice.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final ScriptedProvider provider =
            ScriptedProvider.start().answerEach(request -> Script.json(Chats.COMPLETION));
    private final List<ProxyRequest> handled = new CopyOnWriteArrayList<>();
    private final Throughline throughline = Handlers.over(provider, handled::add);
    private final ThroughlineSdk sdk = ThroughlineSdk.of(throughline);

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        throughline.close();
        provider.close();
    }

    @Test
    void noProviderIsToldAtTheStart() {
        try (Throughline empty = Handlers.echo()) {
            ThroughlineOkHttpInterceptor.of(ThroughlineSdk.of(empty));
        }
        assertThat(told()).contains("ThroughlineOkHttpInterceptor has nothing to do: no provider is configured");
    }

    @Test
    void twoInterceptorsOfOkHttpHandleACallOnce() throws Exception {
        OkHttpClient client = new OkHttpClient.Builder()
                .addInterceptor(ThroughlineOkHttpInterceptor.of(sdk, Mode.OBSERVE))
                .addInterceptor(ThroughlineOkHttpInterceptor.of(sdk, Mode.OBSERVE))
                .build();
        twice(() -> okHttp(client, provider));
        assertHandledOnce();
    }

    @Test
    void twoHandlersOfApachesClientHandleACallOnce() throws Exception {
        try (CloseableHttpClient client = HttpClients.custom()
                .addExecInterceptorFirst("one", ThroughlineExecChainHandler.of(sdk, Mode.OBSERVE))
                .addExecInterceptorFirst("two", ThroughlineExecChainHandler.of(sdk, Mode.OBSERVE))
                .build()) {
            twice(() -> {
                HttpPost post = new HttpPost(provider.uri("/v1/chat/completions"));
                post.setEntity(new StringEntity(HttpClientContract.ASK, ContentType.APPLICATION_JSON));
                client.execute(post, response -> response.getCode());
            });
        }
        assertHandledOnce();
    }

    @Test
    void twoHandlersOfApachesAsynchronousClientHandleACallOnce() throws Exception {
        try (CloseableHttpAsyncClient client = HttpAsyncClients.custom()
                .addExecInterceptorFirst("one", ThroughlineAsyncExecChainHandler.of(sdk, Mode.OBSERVE))
                .addExecInterceptorFirst("two", ThroughlineAsyncExecChainHandler.of(sdk, Mode.OBSERVE))
                .build()) {
            client.start();
            twice(() -> client.execute(
                            SimpleRequestBuilder.post(provider.uri("/v1/chat/completions"))
                                    .setBody(HttpClientContract.ASK, ContentType.APPLICATION_JSON)
                                    .build(),
                            null)
                    .get(10, TimeUnit.SECONDS));
        }
        assertHandledOnce();
    }

    @Test
    void aClientIsNotWrappedTwice() {
        assertThatThrownBy(
                        () -> ThroughlineHttpClient.of(sdk, ThroughlineHttpClient.of(sdk, HttpClient.newHttpClient())))
                .hasMessageContaining("has Throughline already");
        assertThatThrownBy(() -> ThroughlineHttpClientBuilder.of(
                        sdk, ThroughlineHttpClientBuilder.of(sdk, new JdkHttpClientBuilder())))
                .hasMessageContaining("has Throughline already");
    }

    @Test
    void aClientThatPointsAtAThroughlineIsTold() throws Exception {
        try (ScriptedProvider proxy = ScriptedProvider.start()
                .answerEach(request -> Script.json("{}").header("X-Throughline-Call-Id", "1"))) {
            okHttp(
                    new OkHttpClient.Builder()
                            .addInterceptor(ThroughlineOkHttpInterceptor.of(sdk))
                            .build(),
                    proxy);
            ThroughlineHttpClient.of(sdk, HttpClient.newHttpClient())
                    .send(
                            HttpRequest.newBuilder(proxy.uri("/v1/chat/completions"))
                                    .POST(HttpRequest.BodyPublishers.ofString(HttpClientContract.ASK))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        }
        assertThat(told())
                .contains("A client with ThroughlineOkHttpInterceptor calls")
                .contains("A client with ThroughlineHttpClient calls")
                .contains("which is a Throughline already");
    }

    @Test
    void noProviderIsToldForEveryClient() {
        try (Throughline empty = Handlers.echo()) {
            ThroughlineSdk none = ThroughlineSdk.of(empty);
            ThroughlineHttpClient.of(none, HttpClient.newHttpClient());
            ThroughlineHttpClientBuilder.of(none, new JdkHttpClientBuilder());
            ThroughlineExecChainHandler.of(none);
            ThroughlineAsyncExecChainHandler.of(none);
        }
        assertThat(told())
                .contains("ThroughlineHttpClient has nothing to do")
                .contains("ThroughlineHttpClientBuilder has nothing to do")
                .contains("ThroughlineExecChainHandler has nothing to do")
                .contains("ThroughlineAsyncExecChainHandler has nothing to do");
    }

    /** As all of an application's calls go when its base URL was changed and the interceptor stayed. */
    @ParameterizedTest
    @EnumSource
    void everyClientThatPointsAtAThroughlineIsTold(ChaosTest.Client client) throws Exception {
        try (ScriptedProvider proxy = ScriptedProvider.start()
                .answerEach(request -> Script.json("{}").header("X-Throughline-Call-Id", "1"))) {
            client.post(sdk, Mode.ROUTE, proxy.uri("/v1/chat/completions"));
        }
        assertThat(told()).containsOnlyOnce("which is a Throughline already");
    }

    @Test
    void anAsynchronousCallOfTheJdkToAThroughlineIsTold() throws Exception {
        try (ScriptedProvider proxy = ScriptedProvider.start()
                .answerEach(request -> Script.json("{}").header("X-Throughline-Call-Id", "1"))) {
            ThroughlineHttpClient.of(sdk, HttpClient.newHttpClient())
                    .sendAsync(
                            HttpRequest.newBuilder(proxy.uri("/v1/chat/completions"))
                                    .POST(HttpRequest.BodyPublishers.ofString(HttpClientContract.ASK))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .get(20, TimeUnit.SECONDS);
        }
        assertThat(told()).containsOnlyOnce("which is a Throughline already");
    }

    private void assertHandledOnce() {
        assertThat(provider.requests()).hasSize(2);
        assertThat(handled).hasSize(2);
        assertThat(told()).containsOnlyOnce("Two of Throughline's handlers");
    }

    private static void okHttp(OkHttpClient client, ScriptedProvider at) throws Exception {
        Request request = new Request.Builder()
                .url(at.uri("/v1/chat/completions").toString())
                .post(RequestBody.create(HttpClientContract.ASK, MediaType.get("application/json")))
                .build();
        try (Response response = client.newCall(request).execute()) {
            response.body().bytes();
        }
    }

    private static void twice(Doing doing) throws Exception {
        doing.once();
        doing.once();
    }

    private String told() {
        return String.join(
                "\n", log.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    }

    /** A call. */
    private interface Doing {
        void once() throws Exception;
    }
}
