package io.throughline.sdk;

import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import io.throughline.Mode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.entity.AsyncEntityProducerWrapper;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;

/** Clients whose requests throw at the first reading, which is ours, and never again. */
enum FaultyRequest {
    JDK {
        @Override
        String post(ThroughlineSdk sdk, Mode mode, URI uri) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .POST(HttpRequest.BodyPublishers.ofString(HttpClientContract.ASK))
                    .build();
            return ThroughlineHttpClient.of(sdk, HttpClient.newHttpClient(), mode)
                    .send(new FaultyJdkRequest(request), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    },
    OK_HTTP {
        @Override
        String post(ThroughlineSdk sdk, Mode mode, URI uri) throws Exception {
            AtomicBoolean broken = new AtomicBoolean(true);
            RequestBody body = new RequestBody() {
                @Override
                public MediaType contentType() {
                    brokenOnce(broken);
                    return MediaType.get("application/json");
                }

                @Override
                public void writeTo(BufferedSink sink) throws java.io.IOException {
                    sink.writeUtf8(HttpClientContract.ASK);
                }
            };
            OkHttpClient client = new OkHttpClient.Builder()
                    .addInterceptor(ThroughlineOkHttpInterceptor.of(sdk, mode))
                    .build();
            Request request =
                    new Request.Builder().url(uri.toString()).post(body).build();
            try (Response response = client.newCall(request).execute()) {
                return response.body().string();
            }
        }
    },
    APACHE {
        @Override
        String post(ThroughlineSdk sdk, Mode mode, URI uri) throws Exception {
            AtomicBoolean broken = new AtomicBoolean(true);
            HttpEntity plain = new StringEntity(HttpClientContract.ASK, ContentType.APPLICATION_JSON);
            HttpEntity entity = new HttpEntityWrapper(plain) {
                @Override
                public String getContentType() {
                    brokenOnce(broken);
                    return super.getContentType();
                }
            };
            HttpPost post = new HttpPost(uri);
            post.setEntity(entity);
            try (CloseableHttpClient client = HttpClients.custom()
                    .addExecInterceptorFirst("throughline", ThroughlineExecChainHandler.of(sdk, mode))
                    .build()) {
                return client.execute(post, response -> EntityUtils.toString(response.getEntity()));
            }
        }
    },
    APACHE_ASYNC {
        @Override
        String post(ThroughlineSdk sdk, Mode mode, URI uri) throws Exception {
            AtomicBoolean broken = new AtomicBoolean(true);
            AsyncEntityProducer plain =
                    new BasicAsyncEntityProducer(HttpClientContract.ASK, ContentType.APPLICATION_JSON);
            AsyncEntityProducer producer = new AsyncEntityProducerWrapper(plain) {
                @Override
                public String getContentType() {
                    brokenOnce(broken);
                    return super.getContentType();
                }
            };
            try (CloseableHttpAsyncClient client = HttpAsyncClients.custom()
                    .addExecInterceptorFirst("throughline", ThroughlineAsyncExecChainHandler.of(sdk, mode))
                    .build()) {
                client.start();
                return client.execute(
                                new BasicRequestProducer(Method.POST, uri, producer),
                                SimpleResponseConsumer.create(),
                                null)
                        .get(20, TimeUnit.SECONDS)
                        .getBodyText();
            }
        }
    },
    LANG_CHAIN {
        @Override
        String post(ThroughlineSdk sdk, Mode mode, URI uri) {
            AtomicBoolean broken = new AtomicBoolean(true);
            dev.langchain4j.http.client.HttpRequest request =
                    new dev.langchain4j.http.client.HttpRequest(dev.langchain4j.http.client.HttpRequest.builder()
                            .method(HttpMethod.POST)
                            .url(uri.toString())
                            .addHeader("Content-Type", "application/json")
                            .body(HttpClientContract.ASK)) {
                        @Override
                        public Map<String, List<String>> headers() {
                            brokenOnce(broken);
                            return super.headers();
                        }
                    };
            return ThroughlineHttpClientBuilder.of(sdk, new JdkHttpClientBuilder(), mode)
                    .build()
                    .execute(request)
                    .body();
        }
    };

    abstract String post(ThroughlineSdk sdk, Mode mode, URI uri) throws Exception;

    static void brokenOnce(AtomicBoolean broken) {
        if (broken.getAndSet(false)) {
            throw new IllegalStateException("broken");
        }
    }

    /** A request of the JDK's. */
    private static final class FaultyJdkRequest extends HttpRequest {
        private final HttpRequest request;
        private final AtomicBoolean broken = new AtomicBoolean(true);

        FaultyJdkRequest(HttpRequest request) {
            this.request = request;
        }

        @Override
        public Optional<BodyPublisher> bodyPublisher() {
            return request.bodyPublisher();
        }

        @Override
        public String method() {
            return request.method();
        }

        @Override
        public Optional<Duration> timeout() {
            return request.timeout();
        }

        @Override
        public boolean expectContinue() {
            return request.expectContinue();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public Optional<HttpClient.Version> version() {
            return request.version();
        }

        @Override
        public HttpHeaders headers() {
            brokenOnce(broken);
            return request.headers();
        }
    }
}
