package io.throughline.sdk;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
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

    private ThroughlineExecChainHandler(InProcess handler) {
        this.handler = handler;
    }

    /** Makes an interceptor of the handler, and what the calls belong to. */
    public static ThroughlineExecChainHandler of(ThroughlineSdk sdk) {
        return new ThroughlineExecChainHandler(sdk.handler());
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Optional<URI> target = handler.providers().target(request.getMethod(), address(request));
        if (target.isEmpty()) {
            return chain.proceed(request, scope);
        }
        Headers.Builder headers = Headers.builder();
        for (Header header : request.getHeaders()) {
            headers.add(header.getName(), header.getValue());
        }
        Body body = body(request.getEntity(), headers);
        Timeout patience = scope.clientContext.getRequestConfigOrDefault().getResponseTimeout();
        Duration wait = patience == null || patience.isDisabled() ? Duration.ZERO : patience.toDuration();
        SdkCall call = SdkCall.begin(handler, request.getMethod(), target.get(), headers.build(), body, wait);
        if (scope.originalRequest instanceof CancellableDependency abortable) {
            abortable.setDependency(() -> {
                call.leave();
                return true;
            });
        }
        return response(call.await());
    }

    private static URI address(ClassicHttpRequest request) throws HttpException {
        try {
            return request.getUri();
        } catch (URISyntaxException e) {
            throw new HttpException("no address: " + e.getReason(), e);
        }
    }

    private static Body body(@Nullable HttpEntity entity, Headers.Builder headers) throws IOException {
        if (entity == null) {
            return Body.empty();
        }
        if (entity.getContentType() != null) {
            headers.set("Content-Type", entity.getContentType());
        }
        if (entity.getContentEncoding() != null) {
            headers.set("Content-Encoding", entity.getContentEncoding());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        entity.writeTo(bytes);
        return Body.of(bytes.toByteArray());
    }

    /** Closing the response closes the entity's stream, and that ends the call. */
    private static ClassicHttpResponse response(ProxyResponse answer) {
        BasicClassicHttpResponse response = new BasicClassicHttpResponse(answer.status());
        answer.headers().forEach(response::addHeader);
        ContentType type = answer.headers()
                .first("content-type")
                .map(ContentType::parseLenient)
                .orElse(null);
        response.setEntity(new InputStreamEntity(
                answer.body().inputStream(), answer.body().length().orElse(-1), type));
        return response;
    }
}
