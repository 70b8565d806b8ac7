package io.throughline.sdk;

import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import io.throughline.Secret;
import java.util.concurrent.CompletableFuture;

/** Shows Throughline the caller's key, and no key of a provider's. */
final class AnthropicCredential implements HttpClient {
    private final HttpClient next;
    private final Secret key;

    AnthropicCredential(HttpClient next, Secret key) {
        this.next = next;
        this.key = key;
    }

    @Override
    public HttpResponse execute(HttpRequest request, RequestOptions options) {
        return next.execute(keyed(request), options);
    }

    @Override
    public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
        return next.executeAsync(keyed(request), options);
    }

    @Override
    public void close() {
        next.close();
    }

    private HttpRequest keyed(HttpRequest request) {
        return request.toBuilder()
                .removeHeaders("Authorization")
                .replaceHeaders("X-Api-Key", key.reveal())
                .build();
    }
}
