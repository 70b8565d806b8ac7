package io.throughline.sdk;

import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * Sends OkHttp's calls of configured providers through the handler in this JVM, over OkHttp's own connections; all other calls pass
 * untouched. Safe for use by many threads, one instance for many clients.
 *
 * <pre>{@code
 * new OkHttpClient.Builder().addInterceptor(ThroughlineOkHttpInterceptor.of(sdk)).build()
 * }</pre>
 *
 * <p>Add it as an application interceptor, not as a network interceptor: a call may go to another host than the one asked for.
 */
public final class ThroughlineOkHttpInterceptor implements Interceptor {
    private final InProcess handler;

    private ThroughlineOkHttpInterceptor(InProcess handler) {
        this.handler = handler;
    }

    /** Makes an interceptor of the handler, and what the calls belong to. */
    public static ThroughlineOkHttpInterceptor of(ThroughlineSdk sdk) {
        return new ThroughlineOkHttpInterceptor(sdk.handler());
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        Optional<URI> target =
                handler.providers().target(request.method(), request.url().uri());
        if (target.isEmpty()) {
            return chain.proceed(request);
        }
        Headers.Builder headers = Headers.builder();
        request.headers().forEach(field -> headers.add(field.getFirst(), field.getSecond()));
        Body body = body(request.body(), headers);
        Cancellation leave = new Cancellation();
        CompletionStage<ProxyResponse> answer = handler.handle(
                request.method(), target.get(), headers.build(), body, leave, outbound -> send(chain, outbound));
        return response(request, await(answer, leave));
    }

    private static CompletionStage<ProxyResponse> send(Chain chain, ProxyRequest outbound) {
        try {
            Request.Builder request =
                    new Request.Builder().url(outbound.target().toString());
            outbound.headers().forEach(request::addHeader);
            RequestBody body =
                    outbound.method().equals("GET") || outbound.method().equals("HEAD")
                            ? null
                            : RequestBody.create(outbound.body().inputStream().readAllBytes());
            Response response =
                    chain.proceed(request.method(outbound.method(), body).build());
            Headers.Builder headers = Headers.builder();
            response.headers().forEach(field -> headers.add(field.getFirst(), field.getSecond()));
            ResponseBody content = response.body();
            Body pulled = content == null
                    ? Body.empty()
                    : new Body.Pull(content.byteStream(), length(content.contentLength()));
            return CompletableFuture.completedStage(new ProxyResponse(response.code(), headers.build(), pulled));
        } catch (IOException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static Response response(Request request, ProxyResponse answer) {
        Response.Builder response = new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(answer.status())
                .message("");
        answer.headers().forEach(response::addHeader);
        MediaType type =
                answer.headers().first("content-type").map(MediaType::parse).orElse(null);
        long length = answer.body().length().orElse(-1);
        return response.body(ResponseBody.create(
                        Okio.buffer(Okio.source(answer.body().inputStream())), type, length))
                .build();
    }

    /** OkHttp keeps the content's type with the content. */
    private static Body body(@Nullable RequestBody body, Headers.Builder headers) throws IOException {
        if (body == null) {
            return Body.empty();
        }
        MediaType type = body.contentType();
        if (type != null) {
            headers.set("Content-Type", type.toString());
        }
        Buffer bytes = new Buffer();
        body.writeTo(bytes);
        return Body.of(bytes.readByteArray());
    }

    private static ProxyResponse await(CompletionStage<ProxyResponse> answer, Cancellation leave) throws IOException {
        try {
            return answer.toCompletableFuture().get();
        } catch (InterruptedException e) {
            leave.cancel();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the answer");
        } catch (ExecutionException e) {
            throw new IOException("the handler failed", e.getCause());
        }
    }

    private static OptionalLong length(long length) {
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }
}
