package io.throughline.sdk;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import io.throughline.Advice;
import io.throughline.Mode;
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
    private final Mode mode;
    private final Advice advice;

    private ThroughlineHttpClientBuilder(InProcess handler, HttpClientBuilder delegate, Mode mode) {
        this.handler = handler;
        this.delegate = delegate;
        this.mode = mode;
        this.advice = new Advice("ThroughlineHttpClientBuilder", handler.throughline());
    }

    /**
     * Decorates a builder, with clients that route.
     *
     * @param sdk the handler, and what the calls belong to
     * @param delegate builds the client of all other requests; told of the timeouts
     */
    public static ThroughlineHttpClientBuilder of(ThroughlineSdk sdk, HttpClientBuilder delegate) {
        return of(sdk, delegate, Mode.ROUTE);
    }

    /**
     * Decorates a builder.
     *
     * @param sdk the handler, and what the calls belong to
     * @param delegate builds the client of what is observed, and of all other requests; told of the timeouts
     * @param mode what to do with a call
     * @throws IllegalArgumentException when the builder given has Throughline already
     */
    public static ThroughlineHttpClientBuilder of(ThroughlineSdk sdk, HttpClientBuilder delegate, Mode mode) {
        if (delegate instanceof ThroughlineHttpClientBuilder) {
            throw new IllegalArgumentException(
                    "this builder has Throughline already: each call would be handled twice");
        }
        return new ThroughlineHttpClientBuilder(sdk.handler(), delegate, mode);
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
        return new LangChainClient(
                handler, delegate.build(), mode, patience == null ? Duration.ZERO : patience, advice);
    }
}
