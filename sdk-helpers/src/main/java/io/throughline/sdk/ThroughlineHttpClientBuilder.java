package io.throughline.sdk;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes LangChain4j's HTTP clients that send calls of configured providers through the handler in this JVM, over Throughline's own
 * connections, and all other requests through the client of {@code delegate}, untouched.
 *
 * <pre>{@code
 * OpenAiChatModel.builder().httpClientBuilder(ThroughlineHttpClientBuilder.of(sdk, new JdkHttpClientBuilder()))
 * }</pre>
 */
public final class ThroughlineHttpClientBuilder implements HttpClientBuilder {
    private final InProcess handler;
    private final HttpClientBuilder delegate;

    private ThroughlineHttpClientBuilder(InProcess handler, HttpClientBuilder delegate) {
        this.handler = handler;
        this.delegate = delegate;
    }

    /**
     * Decorates a builder.
     *
     * @param sdk the handler, and what the calls belong to
     * @param delegate builds the client of all other requests; told of the timeouts
     */
    public static ThroughlineHttpClientBuilder of(ThroughlineSdk sdk, HttpClientBuilder delegate) {
        return new ThroughlineHttpClientBuilder(sdk.handler(), delegate);
    }

    @Override
    public @Nullable Duration connectTimeout() {
        return delegate.connectTimeout();
    }

    @Override
    public HttpClientBuilder connectTimeout(@Nullable Duration timeout) {
        delegate.connectTimeout(timeout);
        return this;
    }

    /** How long the response's headers may take. */
    @Override
    public @Nullable Duration readTimeout() {
        return delegate.readTimeout();
    }

    @Override
    public HttpClientBuilder readTimeout(@Nullable Duration timeout) {
        delegate.readTimeout(timeout);
        return this;
    }

    @Override
    public HttpClient build() {
        Duration patience = delegate.readTimeout();
        return new LangChainClient(handler, delegate.build(), patience == null ? Duration.ZERO : patience);
    }
}
