package io.throughline.sdk;

import io.throughline.Advice;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import java.io.IOException;
import java.net.URI;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.jspecify.annotations.Nullable;

/**
 * A call of Apache's asynchronous client that goes down its own chain, and is watched: its bytes, its pace and what becomes of it stay the
 * client's. The response gets the call's ids.
 */
final class ObservedAsyncExchange implements AsyncExecCallback {
    private final AsyncExecChain.Scope scope;
    private final AsyncExecCallback callback;
    private final Cancellation leave;
    private final Advice advice;
    private final SeenBytes answer = new SeenBytes();
    private final CompletableFuture<ProxyResponse> received = new CompletableFuture<>();
    private final URI target;
    private @Nullable CompletionStage<ProxyResponse> watched;

    ObservedAsyncExchange(
            AsyncExecChain.Scope scope, AsyncExecCallback callback, Cancellation leave, Advice advice, URI target) {
        this.scope = scope;
        this.callback = callback;
        this.leave = leave;
        this.advice = advice;
        this.target = target;
    }

    /**
     * Makes the call.
     *
     * @param call what the handler knows of it
     */
    void run(
            Throughline throughline,
            ProxyRequest call,
            HttpRequest request,
            @Nullable AsyncEntityProducer producer,
            AsyncExecChain chain)
            throws HttpException, IOException {
        WatchedProducer sent = producer == null ? null : new WatchedProducer(producer);
        ProxyRequest told = sent == null ? call : call.with(sent.seen().body(sent.length()));
        watched = throughline.observe(told, outbound -> {
            if (sent != null) {
                sent.seen().watchedAs(outbound.body());
            }
            return received;
        });
        scope.clientContext.setAttribute(Advice.mark(), advice);
        try {
            chain.proceed(request, sent, scope, this);
        } catch (HttpException | IOException | RuntimeException e) {
            broke(e);
            throw e;
        }
    }

    @Override
    public @Nullable AsyncDataConsumer handleResponse(HttpResponse response, @Nullable EntityDetails details)
            throws HttpException, IOException {
        scope.clientContext.removeAttribute(Advice.mark());
        ProxyResponse head = head(response, details);
        advice.cameWith(head.headers().first(Advice.callIdField()), target);
        received.complete(head);
        ids(response);
        AsyncDataConsumer consumer = callback.handleResponse(response, details);
        return consumer == null ? null : new WatchedConsumer(consumer, answer);
    }

    @Override
    public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
        callback.handleInformationResponse(response);
    }

    @Override
    public void completed() {
        answer.completed();
        callback.completed();
    }

    @Override
    public void failed(Exception cause) {
        broke(cause);
        callback.failed(cause);
    }

    private void broke(Exception cause) {
        scope.clientContext.removeAttribute(Advice.mark());
        if (scope.cancellableDependency.isCancelled()) {
            leave.cancel();
            answer.left();
        } else {
            answer.failed(cause);
        }
        received.completeExceptionally(cause);
    }

    /** Whoever watches does so on this thread: what was received is watched by now. */
    private void ids(HttpResponse response) {
        if (watched != null) {
            ProxyResponse seen = watched.toCompletableFuture().getNow(null);
            if (seen != null) {
                seen.headers().names().stream()
                        .filter(name -> !response.containsHeader(name))
                        .forEach(name -> seen.headers().all(name).forEach(value -> response.addHeader(name, value)));
                answer.watchedAs(seen.body());
            }
        }
    }

    private ProxyResponse head(HttpResponse response, @Nullable EntityDetails details) {
        Headers.Builder headers = Headers.builder();
        for (Header header : response.getHeaders()) {
            headers.add(header.getName(), header.getValue());
        }
        Body body = details == null ? Body.empty() : answer.body(length(details.getContentLength()));
        return new ProxyResponse(response.getCode(), headers.build(), body);
    }

    private static OptionalLong length(long length) {
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }
}
