package io.throughline.sdk;

import io.throughline.Advice;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.Mode;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Upstream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP client, with calls of configured providers going through the handler in this JVM and over the connections of the client it
 * was made of; all other requests pass to that client untouched. Safe for use by many threads, closed with that client.
 */
public final class ThroughlineHttpClient extends HttpClient {
    private final InProcess handler;
    private final HttpClient delegate;
    private final Mode mode;
    private final Advice advice;

    private ThroughlineHttpClient(InProcess handler, HttpClient delegate, Mode mode) {
        this.handler = handler;
        this.delegate = delegate;
        this.mode = mode;
        this.advice = new Advice("ThroughlineHttpClient", handler.throughline());
    }

    /**
     * Makes a client that routes.
     *
     * @param sdk the handler, and what the calls belong to
     * @param delegate sends what is to be sent
     */
    public static ThroughlineHttpClient of(ThroughlineSdk sdk, HttpClient delegate) {
        return of(sdk, delegate, Mode.ROUTE);
    }

    /**
     * Makes a client.
     *
     * @param sdk the handler, and what the calls belong to
     * @param delegate sends what is to be sent
     * @param mode what to do with a call
     * @throws IllegalArgumentException when the client given has Throughline already
     */
    public static ThroughlineHttpClient of(ThroughlineSdk sdk, HttpClient delegate, Mode mode) {
        if (delegate instanceof ThroughlineHttpClient) {
            throw new IllegalArgumentException("this client has Throughline already: each call would be handled twice");
        }
        return new ThroughlineHttpClient(sdk.handler(), delegate, mode);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> reading)
            throws IOException, InterruptedException {
        if (handled(request).isEmpty()) {
            return told(delegate.send(request, reading));
        }
        CompletableFuture<HttpResponse<T>> response = sendAsync(request, reading);
        try {
            return response.get();
        } catch (InterruptedException e) {
            response.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        }
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> reading) {
        return sendAsync(request, reading, null);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> reading,
            HttpResponse.@Nullable PushPromiseHandler<T> pushes) {
        Optional<Mode> handled = handled(request);
        if (handled.isEmpty()) {
            return delegate.sendAsync(request, reading, pushes);
        }
        Headers.Builder headers = Headers.builder();
        request.headers().map().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        Body body = request.bodyPublisher()
                .<Body>map(publisher -> new Body.Push(publisher, length(publisher.contentLength())))
                .orElse(Body.empty());
        Cancellation leave = new Cancellation();
        ProxyRequest call = handler.call(request.method(), request.uri(), headers.build(), body, leave);
        Upstream client = handled.get() == Mode.ROUTE
                ? outbound -> DelegatedRequest.send(delegate, outbound)
                : outbound -> DelegatedRequest.sendAsMade(delegate, request, outbound);
        CompletableFuture<ProxyResponse> answer =
                handled.get().call(handler.throughline(), call, told(client)).toCompletableFuture();
        CompletableFuture<ProxyResponse> inTime = request.timeout()
                .map(patience -> answer.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS))
                .orElse(answer);
        CompletableFuture<HttpResponse<T>> response =
                inTime.thenCompose(there -> HandledResponse.read(request, there, reading, leave));
        CompletableFuture<HttpResponse<T>> told =
                response.exceptionallyCompose(failure -> CompletableFuture.failedFuture(failure(failure)));
        told.whenComplete((value, failure) -> {
            if (failure != null) {
                leave.cancel();
            }
        });
        return told;
    }

    /** Says so where answers come from a Throughline already. */
    private Upstream told(Upstream client) {
        return outbound -> client.send(outbound).thenApply(answer -> {
            advice.cameWith(answer.headers().first(Advice.callIdField()), outbound.target());
            return answer;
        });
    }

    private <T> HttpResponse<T> told(HttpResponse<T> response) {
        advice.cameWith(response.headers().firstValue(Advice.callIdField()), response.uri());
        return response;
    }

    private Optional<Mode> handled(HttpRequest request) {
        return handler.throughline().handles(mode, request.method(), request.uri());
    }

    private static Throwable failure(Throwable thrown) {
        Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
        return cause instanceof TimeoutException ? new InterruptedIOException("no answer in time") : cause;
    }

    private static OptionalLong length(long length) {
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return delegate.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return delegate.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return delegate.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return delegate.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return delegate.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return delegate.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return delegate.authenticator();
    }

    @Override
    public Version version() {
        return delegate.version();
    }

    @Override
    public Optional<Executor> executor() {
        return delegate.executor();
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        return delegate.newWebSocketBuilder();
    }
}
