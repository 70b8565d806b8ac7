package io.throughline.sdk;

import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/** A call of Apache's client that goes down its own chain, and is watched. Runs on one thread. */
final class ObservedExchange {
    private final ClassicHttpRequest request;
    private final ExecChain.Scope scope;
    private final ExecChain chain;
    private @Nullable ClassicHttpResponse received;
    private @Nullable HttpException refused;

    ObservedExchange(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) {
        this.request = request;
        this.scope = scope;
        this.chain = chain;
    }

    /**
     * Makes the call. What is returned is the very response that came, its body watched and with the call's ids on it.
     *
     * @param came is shown the response as it came
     */
    ClassicHttpResponse run(
            Throughline throughline, ProxyRequest call, Cancellation leave, Consumer<ClassicHttpResponse> came)
            throws IOException, HttpException {
        SdkCall observed =
                SdkCall.under(throughline.observe(call, outbound -> send(call.body(), came)), leave, Duration.ZERO);
        ProxyResponse answer;
        try {
            answer = observed.await();
        } catch (IOException e) {
            if (refused != null) {
                throw refused;
            }
            throw e;
        }
        ClassicHttpResponse response = received;
        if (response == null) {
            throw new IOException("the chain gave no response");
        }
        answer.headers().names().stream()
                .filter(name -> !response.containsHeader(name))
                .forEach(name -> answer.headers().all(name).forEach(value -> response.addHeader(name, value)));
        if (response.getEntity() != null) {
            response.setEntity(ThroughlineExecChainHandler.entity(answer));
        }
        return response;
    }

    /** Sends the request as the application made it: a body that can be written but once has been. */
    ClassicHttpResponse plain(Body body) throws IOException, HttpException {
        HttpEntity entity = request.getEntity();
        if (entity != null && !entity.isRepeatable() && body instanceof Body.Bytes read) {
            request.setEntity(new ByteArrayEntity(
                    read.bytes(), ContentType.parseLenient(entity.getContentType()), entity.getContentEncoding()));
        }
        return chain.proceed(request, scope);
    }

    private CompletionStage<ProxyResponse> send(Body body, Consumer<ClassicHttpResponse> came) {
        try {
            ClassicHttpResponse response = plain(body);
            received = response;
            came.accept(response);
            return CompletableFuture.completedStage(answer(response));
        } catch (HttpException e) {
            refused = e;
            return CompletableFuture.failedStage(new IOException(e));
        } catch (IOException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static ProxyResponse answer(ClassicHttpResponse response) throws IOException {
        Headers.Builder headers = Headers.builder();
        for (Header header : response.getHeaders()) {
            headers.add(header.getName(), header.getValue());
        }
        HttpEntity entity = response.getEntity();
        Body body =
                entity == null ? Body.empty() : new Body.Pull(entity.getContent(), length(entity.getContentLength()));
        return new ProxyResponse(response.getCode(), headers.build(), body);
    }

    private static OptionalLong length(long length) {
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }
}
