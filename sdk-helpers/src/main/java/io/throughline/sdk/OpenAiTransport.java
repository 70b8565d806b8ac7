package io.throughline.sdk;

import com.openai.core.RequestOptions;
import com.openai.core.Timeout;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpRequestBody;
import com.openai.core.http.HttpResponse;
import com.openai.errors.OpenAIIoException;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What OpenAI's SDK sends its requests with: the handler. The answer's body is read from the provider as the SDK reads it. */
final class OpenAiTransport implements HttpClient {
    private final InProcess handler;

    OpenAiTransport(InProcess handler) {
        this.handler = handler;
    }

    @Override
    public HttpResponse execute(HttpRequest request, RequestOptions options) {
        try {
            return new Answer(begin(request, options).await());
        } catch (IOException e) {
            throw new OpenAIIoException("Request failed", e);
        }
    }

    @Override
    public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
        return begin(request, options).then(Answer::new);
    }

    /** The handler is the application's to close. */
    @Override
    public void close() {}

    private SdkCall begin(HttpRequest request, RequestOptions options) {
        Headers.Builder headers = Headers.builder();
        request.headers()
                .names()
                .forEach(name -> request.headers().values(name).forEach(value -> headers.add(name, value)));
        Timeout timeout = options.getTimeout();
        return SdkCall.begin(
                handler,
                request.method().name(),
                SdkCall.target(request.pathSegments(), request.queryParams().keys(), request.queryParams()::values),
                headers.build(),
                body(request.body(), headers),
                timeout == null ? Duration.ZERO : timeout.request());
    }

    /** The SDK keeps the content's type with the content. */
    private static Body body(@Nullable HttpRequestBody body, Headers.Builder headers) {
        if (body == null) {
            return Body.empty();
        }
        String type = body.contentType();
        if (type != null) {
            headers.set("Content-Type", type);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (body) {
            body.writeTo(bytes);
        }
        return Body.of(bytes.toByteArray());
    }

    /** The handler's answer as the SDK reads it. */
    private static final class Answer implements HttpResponse {
        private final ProxyResponse response;
        private final InputStream body;

        Answer(ProxyResponse response) {
            this.response = response;
            this.body = response.body().inputStream();
        }

        @Override
        public int statusCode() {
            return response.status();
        }

        @Override
        public com.openai.core.http.Headers headers() {
            com.openai.core.http.Headers.Builder headers = com.openai.core.http.Headers.builder();
            response.headers().forEach(headers::put);
            return headers.build();
        }

        @Override
        public InputStream body() {
            return body;
        }

        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                throw new OpenAIIoException("Could not close the answer", e);
            }
        }
    }
}
