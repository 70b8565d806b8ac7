package io.throughline.sdk;

import io.throughline.Advice;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.Mode;
import io.throughline.NotRoutedException;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Upstream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP client, with calls of configured providers going through the handler in this JVM and over the connections of the client it
 * was made of; all other requests pass to that client untouched. Safe for use by many threads, closed with that client.
 */
public final class ThroughlineHttpClient extends DelegatingHttpClient {
    private final InProcess handler;
    private final Mode mode;
    private final Advice advice;

    private ThroughlineHttpClient(InProcess handler, HttpClient delegate, Mode mode) {
        super(delegate);
        this.handler = handler;
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
        Cancellation leave = new Cancellation();
        Optional<Mode> handled = handled(request);
        Optional<ProxyRequest> call = handled.flatMap(it -> handler.made(() -> call(request, leave)));
        if (call.isEmpty()) {
            return plain(request, reading, pushes);
        }
        CompletableFuture<HttpResponse<T>> told = answer(handled.get(), request, call.get())
                .thenCompose(there -> HandledResponse.read(request, there, reading, leave))
                .exceptionallyCompose(failure -> {
                    if (!NotRoutedException.isToldBy(failure)) {
                        return CompletableFuture.failedFuture(failure(failure));
                    }
                    CompletableFuture<HttpResponse<T>> plain = plain(request, reading, pushes);
                    leave.onCancel(() -> plain.cancel(true));
                    return plain;
                });
        told.whenComplete((value, failure) -> {
            if (failure != null) {
                leave.cancel();
            }
        });
        return told;
    }

    /** Returns the answer's headers, once they are there and in time. */
    private CompletableFuture<ProxyResponse> answer(Mode handled, HttpRequest request, ProxyRequest call) {
        Upstream client = handled == Mode.ROUTE
                ? outbound -> DelegatedRequest.send(delegate, outbound)
                : outbound -> DelegatedRequest.sendAsMade(delegate, request, outbound);
        CompletableFuture<ProxyResponse> answer =
                handled.call(handler.throughline(), call, told(client)).toCompletableFuture();
        return request.timeout()
                .map(patience -> answer.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS))
                .orElse(answer);
    }

    private ProxyRequest call(HttpRequest request, Cancellation leave) {
        Headers.Builder headers = Headers.builder();
        request.headers().map().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        Body body = request.bodyPublisher()
                .<Body>map(publisher -> new Body.Push(publisher, length(publisher.contentLength())))
                .orElse(Body.empty());
        return handler.call(request.method(), request.uri(), headers.build(), body, leave);
    }

    /** The call as the application made it. */
    private <T> CompletableFuture<HttpResponse<T>> plain(
            HttpRequest request,
            HttpResponse.BodyHandler<T> reading,
            HttpResponse.@Nullable PushPromiseHandler<T> pushes) {
        CompletableFuture<HttpResponse<T>> response = delegate.sendAsync(request, reading, pushes);
        response.thenAccept(this::told);
        return response;
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
        return handler.handles(mode, request.method(), request::uri);
    }

    private static Throwable failure(Throwable thrown) {
        Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
        return cause instanceof TimeoutException ? new InterruptedIOException("no answer in time") : cause;
    }

    private static OptionalLong length(long length) {
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }
}
