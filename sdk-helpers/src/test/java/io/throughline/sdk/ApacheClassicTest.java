package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.Mode;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Apache HttpClient's classic client with the handler in its chain. */
class ApacheClassicTest extends HttpClientContract {
    private final CloseableHttpClient plain = HttpClients.createDefault();
    private final CloseableHttpClient client = HttpClients.custom()
            .addExecInterceptorFirst("throughline", ThroughlineExecChainHandler.of(sdk))
            .disableAutomaticRetries()
            .build();

    @AfterEach
    void stopClients() throws Exception {
        client.close();
        plain.close();
    }

    @Override
    Answer post(boolean through, URI uri, String json) throws Exception {
        return (through ? client : plain).execute(request(uri, json), ApacheClassicTest::answer);
    }

    @Override
    Reading open(URI uri, String json) throws Exception {
        ClassicHttpResponse response = client.executeOpen(HttpHost.create(uri), request(uri, json), null);
        JdkHttpClientTest.LineReading lines =
                new JdkHttpClientTest.LineReading(response.getEntity().getContent());
        return new Reading() {
            @Override
            public String nextEvent() throws Exception {
                return lines.nextEvent();
            }

            @Override
            public void leave() throws Exception {
                response.close();
            }
        };
    }

    @Test
    void observedCallsAreAsTheApplicationMadeThem() throws Exception {
        try (CloseableHttpClient observing = HttpClients.custom()
                .addExecInterceptorFirst("throughline", ThroughlineExecChainHandler.of(sdk, Mode.OBSERVE))
                .build()) {
            assertObserved((uri, json) -> observing.execute(request(uri, json), ApacheClassicTest::answer));
        }
    }

    @Test
    void whoAbortsBeforeTheAnswerEndsTheCallAtTheProvider() throws Exception {
        provider.answer(Script.neverAnswer());
        HttpPost post = request(provider.uri("/v1/chat/completions"), ASK);
        Thread caller = new Thread(() -> assertThatThrownBy(() -> client.execute(post, ApacheClassicTest::answer))
                .isInstanceOf(IOException.class));
        caller.start();
        ScriptedExchange exchange = provider.awaitExchange(PATIENCE);
        post.abort();
        assertThat(exchange.awaitDisconnect(PATIENCE)).isTrue();
        caller.join(PATIENCE.toMillis());
        assertThat(caller.isAlive()).isFalse();
    }

    private static HttpPost request(URI uri, String json) {
        HttpPost post = new HttpPost(uri);
        post.setHeader("Authorization", "Bearer own-key");
        post.setEntity(new StringEntity(json, ContentType.APPLICATION_JSON));
        return post;
    }

    private static Answer answer(ClassicHttpResponse response) throws IOException {
        return new Answer(response.getCode(), headers(response.getHeaders()), text(response));
    }

    private static String text(ClassicHttpResponse response) throws IOException {
        try {
            return EntityUtils.toString(response.getEntity());
        } catch (ParseException e) {
            throw new IOException(e);
        }
    }

    static Map<String, String> headers(Header[] headers) {
        return Arrays.stream(headers)
                .collect(Collectors.toMap(
                        header -> header.getName().toLowerCase(Locale.ROOT), Header::getValue, (first, next) -> first));
    }
}
