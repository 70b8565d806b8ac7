package io.throughline.sdk;

import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;

/** Sends the handler's requests with the JDK's client. */
final class DelegatedRequest {
    /** What that client writes itself, and refuses to be told. */
    private static final Set<String> ITS_OWN = Set.of("connection", "content-length", "expect", "host", "upgrade");

    private DelegatedRequest() {}

    /** Sends what the handler made. */
    static CompletionStage<ProxyResponse> send(HttpClient client, ProxyRequest outbound) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(outbound.target()).method(outbound.method(), body(outbound.body()));
        outbound.headers().forEach((name, value) -> {
            if (!ITS_OWN.contains(name.toLowerCase(Locale.ROOT))) {
                request.header(name, value);
            }
        });
        return send(client, request.build(), outbound);
    }

    /** Sends the application's own request, its body by way of {@code watched}. */
    static CompletionStage<ProxyResponse> sendAsMade(HttpClient client, HttpRequest request, ProxyRequest watched) {
        HttpRequest.Builder same = HttpRequest.newBuilder(request, (name, value) -> true);
        if (request.bodyPublisher().isPresent()) {
            same.method(request.method(), body(watched.body()));
        }
        return send(client, same.build(), watched);
    }

    private static CompletionStage<ProxyResponse> send(HttpClient client, HttpRequest request, ProxyRequest outbound) {
        CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> response =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofPublisher());
        outbound.attributes().get(Cancellation.KEY).ifPresent(leave -> leave.onCancel(() -> response.cancel(true)));
        return response.thenApply(DelegatedRequest::response)
                .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(told(thrown)));
    }

    /** A transport fails by an {@link IOException}, also when it was cancelled. */
    private static Throwable told(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof CancellationException ? new IOException("cancelled", cause) : cause;
    }

    private static HttpRequest.BodyPublisher body(Body body) {
        if (body instanceof Body.Bytes bytes) {
            return bytes.bytes().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes.bytes());
        }
        Flow.Publisher<ByteBuffer> publisher = body.publisher(ForkJoinPool.commonPool());
        OptionalLong length = body.length();
        return length.isPresent()
                ? BodyPublishers.fromPublisher(publisher, length.getAsLong())
                : BodyPublishers.fromPublisher(publisher);
    }

    private static ProxyResponse response(HttpResponse<Flow.Publisher<List<ByteBuffer>>> response) {
        Headers.Builder headers = Headers.builder();
        response.headers().map().forEach((name, values) -> {
            // those of HTTP/2 that are none
            if (!name.startsWith(":")) {
                values.forEach(value -> headers.add(name, value));
            }
        });
        OptionalLong length = response.headers().firstValueAsLong("content-length");
        return new ProxyResponse(
                response.statusCode(), headers.build(), new Body.Push(new SingleBuffers(response.body()), length));
    }
}
