package io.throughline.sdk;

import io.throughline.Advice;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.Mode;
import io.throughline.NotRoutedException;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls of configured providers that Apache HttpClient 5's asynchronous client makes through the handler in this JVM, over
 * Throughline's own connections: the chain behind is bound to the host asked for, and a call may go to another one. What is observed goes
 * down the chain as the application made it, and so do all other requests, untouched. Safe for use by many threads; blocks none.
 *
 * <pre>{@code
 * HttpAsyncClients.custom().addExecInterceptorFirst("throughline", ThroughlineAsyncExecChainHandler.of(sdk)).build()
 * }</pre>
 */
public final class ThroughlineAsyncExecChainHandler implements AsyncExecChainHandler {
    private final InProcess handler;
    private final Mode mode;
    private final Advice advice;

    private ThroughlineAsyncExecChainHandler(InProcess handler, Mode mode) {
        this.handler = handler;
        this.mode = mode;
        this.advice = new Advice("ThroughlineAsyncExecChainHandler", handler.throughline());
    }

    /** Makes an interceptor that routes, of the handler and what the calls belong to. */
    public static ThroughlineAsyncExecChainHandler of(ThroughlineSdk sdk) {
        return of(sdk, Mode.ROUTE);
    }

    /** Makes an interceptor of the handler and what the calls belong to. What is observed goes down the chain. */
    public static ThroughlineAsyncExecChainHandler of(ThroughlineSdk sdk, Mode mode) {
        return new ThroughlineAsyncExecChainHandler(sdk.handler(), mode);
    }

    @Override
    public void execute(
            HttpRequest request,
            @Nullable AsyncEntityProducer producer,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback)
            throws HttpException, IOException {
        Optional<URI> known = Addresses.of(request);
        Optional<Mode> handled = known.flatMap(it -> handler.handles(mode, request.getMethod(), () -> it));
        if (handled.isEmpty()) {
            chain.proceed(request, producer, scope, told(callback, known));
            return;
        }
        URI address = known.get();
        if (mode == Mode.OBSERVE && scope.clientContext.getAttribute(Advice.mark()) != null) {
            advice.isSecond(address);
            chain.proceed(request, producer, scope, callback);
            return;
        }
        Cancellation leave = new Cancellation();
        Optional<ProxyRequest> made = handler.made(() -> call(request, producer, address, leave));
        if (made.isEmpty()) {
            chain.proceed(request, producer, scope, told(callback, known));
        } else if (handled.get() == Mode.OBSERVE) {
            new ObservedAsyncExchange(scope, callback, leave, advice, address)
                    .run(handler.throughline(), made.get(), request, producer, chain);
        } else {
            scope.cancellableDependency.setDependency(() -> {
                leave.cancel();
                return true;
            });
            route(made.get(), request, producer, scope, chain, callback);
        }
    }

    /** Says so where the answer comes from a Throughline already. */
    private AsyncExecCallback told(AsyncExecCallback callback, Optional<URI> address) {
        return address.<AsyncExecCallback>map(it -> new ToldCallback(
                        callback,
                        response -> advice.cameWith(
                                Optional.ofNullable(response.getFirstHeader(Advice.callIdField()))
                                        .map(Header::getValue),
                                it)))
                .orElse(callback);
    }

    private void route(
            ProxyRequest call,
            HttpRequest request,
            @Nullable AsyncEntityProducer producer,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback) {
        CompletableFuture<byte[]> body = ProducedBody.of(producer);
        body.thenCompose(bytes -> handler.throughline().route(call.with(Body.of(bytes))))
                .whenComplete((answer, failure) -> {
                    if (NotRoutedException.isToldBy(failure)) {
                        plain(request, ProducedBody.again(producer, body.join()), scope, chain, callback);
                    } else if (failure != null) {
                        callback.failed(new IOException("the request's body broke off", failure));
                    } else {
                        respond(answer, scope, callback);
                    }
                });
    }

    /** The call as the application made it: what failed is counted already, and nothing was sent. */
    private static void plain(
            HttpRequest request,
            @Nullable AsyncEntityProducer producer,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback) {
        try {
            chain.proceed(request, producer, scope, callback);
        } catch (HttpException | IOException | RuntimeException e) {
            callback.failed(e);
        }
    }

    /** Returns the call without its body. */
    private ProxyRequest call(
            HttpRequest request, @Nullable AsyncEntityProducer producer, URI address, Cancellation leave) {
        Headers.Builder headers = Addresses.headers(request);
        if (producer != null && producer.getContentType() != null) {
            headers.set("Content-Type", producer.getContentType());
        }
        if (producer != null && producer.getContentEncoding() != null) {
            headers.set("Content-Encoding", producer.getContentEncoding());
        }
        return handler.call(request.getMethod(), address, headers.build(), Body.empty(), leave);
    }

    private static void respond(ProxyResponse answer, AsyncExecChain.Scope scope, AsyncExecCallback callback) {
        HttpResponse response = new BasicHttpResponse(answer.status());
        answer.headers().forEach(response::addHeader);
        ContentType type = answer.headers()
                .first("content-type")
                .map(ContentType::parseLenient)
                .orElse(null);
        EntityDetails details = new BasicEntityDetails(answer.body().length().orElse(-1), type);
        try {
            AsyncDataConsumer consumer = callback.handleResponse(response, details);
            if (consumer == null) {
                answer.body().inputStream().close();
                callback.completed();
                return;
            }
            ConsumedBody body = new ConsumedBody(consumer, callback);
            scope.cancellableDependency.setDependency(body);
            // bodies come pushed: Throughline's own transport has no others
            answer.body().publisher(ForkJoinPool.commonPool()).subscribe(body);
        } catch (HttpException | IOException | RuntimeException e) {
            callback.failed(e);
        }
    }
}
