package io.throughline.sdk;

import io.throughline.Advice;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.Mode;
import io.throughline.NotRoutedException;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.ThroughlineContext;
import io.throughline.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
 * <p>A call is in the trace of the {@link ThroughlineContext} of the thread that {@code execute()}s it. Calls that are {@code enqueue()}d run on
 * other threads: their requests say it by {@code tag(ThroughlineContext.Captured.class, captured)}.
 *
 * <p>Add it as an application interceptor, not as a network interceptor: a call may go to another host than the one asked for.
 */
public final class ThroughlineOkHttpInterceptor implements Interceptor {
    private final InProcess handler;
    private final Mode mode;
    private final Advice advice;

    private ThroughlineOkHttpInterceptor(InProcess handler, Mode mode) {
        this.handler = handler;
        this.mode = mode;
        this.advice = new Advice("ThroughlineOkHttpInterceptor", handler.throughline());
    }

    /** Makes an interceptor that routes, of the handler and what the calls belong to. */
    public static ThroughlineOkHttpInterceptor of(ThroughlineSdk sdk) {
        return of(sdk, Mode.ROUTE);
    }

    /** Makes an interceptor of the handler and what the calls belong to. */
    public static ThroughlineOkHttpInterceptor of(ThroughlineSdk sdk, Mode mode) {
        return new ThroughlineOkHttpInterceptor(sdk.handler(), mode);
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        RequestBody content = request.body();
        Optional<Mode> handled =
                handler.handles(mode, request.method(), () -> request.url().uri());
        if (handled.isEmpty() || (content != null && content.isDuplex())) {
            return told(chain.proceed(request));
        }
        if (request.tag(Advice.class) != null) {
            advice.isSecond(request.url().uri());
            return chain.proceed(request);
        }
        Cancellation leave = new Cancellation();
        Optional<ProxyRequest> made = handler.made(() -> call(request, leave));
        if (made.isEmpty()) {
            return told(chain.proceed(request));
        }
        Body body = body(content);
        Upstream client = handled.get() == Mode.ROUTE
                ? outbound -> send(chain, () -> routed(outbound, advice))
                : outbound -> send(chain, () -> asMade(request, body, advice));
        try {
            return response(
                    request,
                    SdkCall.under(
                                    handled.get()
                                            .call(
                                                    handler.throughline(),
                                                    made.get().with(body),
                                                    client),
                                    leave,
                                    Duration.ZERO)
                            .await());
        } catch (NotRoutedException e) {
            return told(chain.proceed(asMade(request, body, advice))); // counted already; nothing was sent
        }
    }

    /** Returns the call without its body. OkHttp keeps the content's type with the content. */
    private ProxyRequest call(Request request, Cancellation leave) {
        Headers.Builder headers = Headers.builder();
        request.headers().forEach(field -> headers.add(field.getFirst(), field.getSecond()));
        RequestBody content = request.body();
        MediaType type = content == null ? null : content.contentType();
        if (type != null) {
            headers.set("Content-Type", type.toString());
        }
        ProxyRequest call = handler.call(request.method(), request.url().uri(), headers.build(), Body.empty(), leave);
        ThroughlineContext.Captured said = request.tag(ThroughlineContext.Captured.class);
        return said == null ? call : call.with(call.attributes().with(ThroughlineContext.KEY, said));
    }

    /** Says so where the answer comes from a Throughline already. */
    private Response told(Response response) {
        advice.cameWith(
                Optional.ofNullable(response.header(Advice.callIdField())),
                response.request().url().uri());
        return response;
    }

    /** The application's request itself; a body that can be written but once has been. */
    private static Request asMade(Request request, Body body, Advice mark) {
        RequestBody content = request.body();
        Request.Builder same = request.newBuilder().tag(Advice.class, mark);
        return content != null && content.isOneShot() && body instanceof Body.Bytes read
                ? same.method(request.method(), RequestBody.create(read.bytes(), content.contentType()))
                        .build()
                : same.build();
    }

    private static Request routed(ProxyRequest outbound, Advice mark) throws IOException {
        Request.Builder request =
                new Request.Builder().url(outbound.target().toString()).tag(Advice.class, mark);
        outbound.headers().forEach(request::addHeader);
        RequestBody body = outbound.method().equals("GET") || outbound.method().equals("HEAD")
                ? null
                : RequestBody.create(outbound.body().inputStream().readAllBytes());
        return request.method(outbound.method(), body).build();
    }

    private CompletionStage<ProxyResponse> send(Chain chain, Writing request) {
        try {
            Response response = told(chain.proceed(request.write()));
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

    private static Body body(@Nullable RequestBody content) throws IOException {
        if (content == null) {
            return Body.empty();
        }
        Buffer bytes = new Buffer();
        content.writeTo(bytes);
        return Body.of(bytes.readByteArray());
    }

    private static OptionalLong length(long length) {
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    /** Makes the request that goes out. */
    @FunctionalInterface
    private interface Writing {
        Request write() throws IOException;
    }
}
