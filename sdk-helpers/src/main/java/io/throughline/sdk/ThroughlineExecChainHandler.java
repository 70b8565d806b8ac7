package io.throughline.sdk;

import io.throughline.Advice;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.Mode;
import io.throughline.NotRoutedException;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls of configured providers that Apache HttpClient 5 makes through the handler in this JVM, over Throughline's own connections:
 * the chain behind is bound to the host asked for, and a call may go to another one. All other requests go down the chain, untouched. Safe
 * for use by many threads.
 *
 * <pre>{@code
 * HttpClients.custom().addExecInterceptorFirst("throughline", ThroughlineExecChainHandler.of(sdk)).build()
 * }</pre>
 */
public final class ThroughlineExecChainHandler implements ExecChainHandler {
    private final InProcess handler;
    private final Mode mode;
    private final Advice advice;

    private ThroughlineExecChainHandler(InProcess handler, Mode mode) {
        this.handler = handler;
        this.mode = mode;
        this.advice = new Advice("ThroughlineExecChainHandler", handler.throughline());
    }

    /** Makes an interceptor that routes, of the handler and what the calls belong to. */
    public static ThroughlineExecChainHandler of(ThroughlineSdk sdk) {
        return of(sdk, Mode.ROUTE);
    }

    /** Makes an interceptor of the handler and what the calls belong to. What is observed goes down the chain. */
    public static ThroughlineExecChainHandler of(ThroughlineSdk sdk, Mode mode) {
        return new ThroughlineExecChainHandler(sdk.handler(), mode);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Optional<URI> known = Addresses.of(request);
        Optional<Mode> handled = known.flatMap(it -> handler.handles(mode, request.getMethod(), () -> it));
        if (handled.isEmpty()) {
            return told(chain.proceed(request, scope), known);
        }
        URI address = known.get();
        if (scope.clientContext.getAttribute(Advice.mark()) != null) {
            advice.isSecond(address);
            return chain.proceed(request, scope);
        }
        Cancellation leave = new Cancellation();
        Optional<ProxyRequest> made = handler.made(() -> call(request, address, leave));
        if (made.isEmpty()) {
            return told(chain.proceed(request, scope), known);
        }
        ProxyRequest call = made.get().with(body(request.getEntity()));
        ObservedExchange exchange = new ObservedExchange(request, scope, chain);
        if (handled.get() == Mode.OBSERVE) {
            return observed(exchange, call, leave, scope);
        }
        try {
            return response(routed(call, scope, leave).await());
        } catch (NotRoutedException e) {
            return told(exchange.plain(call.body()), known); // counted already; nothing was sent
        }
    }

    private SdkCall routed(ProxyRequest call, ExecChain.Scope scope, Cancellation leave) {
        Timeout patience = scope.clientContext.getRequestConfigOrDefault().getResponseTimeout();
        Duration wait = patience == null || patience.isDisabled() ? Duration.ZERO : patience.toDuration();
        SdkCall waiting = SdkCall.under(handler.throughline().route(call), leave, wait);
        if (scope.originalRequest instanceof CancellableDependency abortable) {
            abortable.setDependency(() -> {
                waiting.leave();
                return true;
            });
        }
        return waiting;
    }

    /** Returns the call without its body. */
    private ProxyRequest call(ClassicHttpRequest request, URI address, Cancellation leave) {
        Headers.Builder headers = Addresses.headers(request);
        HttpEntity entity = request.getEntity();
        if (entity != null && entity.getContentType() != null) {
            headers.set("Content-Type", entity.getContentType());
        }
        if (entity != null && entity.getContentEncoding() != null) {
            headers.set("Content-Encoding", entity.getContentEncoding());
        }
        return handler.call(request.getMethod(), address, headers.build(), Body.empty(), leave);
    }

    private ClassicHttpResponse observed(
            ObservedExchange exchange, ProxyRequest call, Cancellation leave, ExecChain.Scope scope)
            throws IOException, HttpException {
        scope.clientContext.setAttribute(Advice.mark(), advice);
        try {
            return exchange.run(
                    handler.throughline(), call, leave, response -> told(response, Optional.of(call.target())));
        } finally {
            scope.clientContext.removeAttribute(Advice.mark());
        }
    }

    /** Says so where the answer comes from a Throughline already. */
    private ClassicHttpResponse told(ClassicHttpResponse response, Optional<URI> address) {
        address.ifPresent(it -> advice.cameWith(
                Optional.ofNullable(response.getFirstHeader(Advice.callIdField()))
                        .map(Header::getValue),
                it));
        return response;
    }

    private static Body body(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return Body.empty();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        entity.writeTo(bytes);
        return Body.of(bytes.toByteArray());
    }

    /** Closing the response closes the entity's stream, and that ends the call. */
    private static ClassicHttpResponse response(ProxyResponse answer) {
        BasicClassicHttpResponse response = new BasicClassicHttpResponse(answer.status());
        answer.headers().forEach(response::addHeader);
        response.setEntity(entity(answer));
        return response;
    }

    /** Returns an answer's body. */
    static HttpEntity entity(ProxyResponse answer) {
        ContentType type = answer.headers()
                .first("content-type")
                .map(ContentType::parseLenient)
                .orElse(null);
        String coding = answer.headers().first("content-encoding").orElse(null);
        return new InputStreamEntity(
                answer.body().inputStream(), answer.body().length().orElse(-1), type, coding);
    }
}
