package io.throughline.standalone;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.Peer;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** One request and its answer. Ends once, whoever is first: the answer's end, its failure, or the client's leave. */
final class JettyExchange {
    private final Request request;
    private final Response response;
    private final Executor reads;
    private final Cancellation cancellation = new Cancellation();
    private final ClientWatch watch;
    private final EndOnce end;

    JettyExchange(Request request, Response response, Callback callback, YoungCalls young, Executor reads) {
        this.request = request;
        this.response = response;
        this.reads = reads;
        this.watch = ClientWatch.of(request, young, cancellation::cancel);
        this.end = new EndOnce(callback, watch);
    }

    void run(Function<ProxyRequest, CompletionStage<ProxyResponse>> handler) {
        request.addIdleTimeoutListener(this::thinks);
        request.addFailureListener(failure -> cancellation.cancel());
        URI target;
        try {
            target = new URI(request.getHttpURI().getPathQuery());
        } catch (java.net.URISyntaxException e) {
            Response.writeError(request, response, end, 400, "the request's path is malformed");
            return;
        }
        handler.apply(new ProxyRequest(request.getMethod(), target, headers(), body(), attributes()))
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        answer(answer);
                    } else {
                        end.failed(failure);
                    }
                });
    }

    /** A model may think for minutes, on either side: silence alone is no reason to end a call. */
    private boolean thinks(TimeoutException timeout) {
        return false;
    }

    private Headers headers() {
        Headers.Builder headers = Headers.builder();
        for (HttpField field : request.getHeaders()) {
            headers.add(field.getName(), field.getValue() == null ? "" : field.getValue());
        }
        return headers.build();
    }

    private Body body() {
        boolean none = request.getLength() == 0
                || (request.getLength() < 0 && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING));
        if (none) {
            watch.start();
            return Body.empty();
        }
        OptionalLong length = request.getLength() < 0 ? OptionalLong.empty() : OptionalLong.of(request.getLength());
        return new Body.Push(new JettyRequestBody(request, watch::start), length);
    }

    private Attributes attributes() {
        Attributes attributes = Attributes.none().with(Cancellation.KEY, cancellation);
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote
                ? attributes.with(Peer.KEY, new Peer(remote.getAddress(), request.isSecure()))
                : attributes;
    }

    private void answer(ProxyResponse answer) {
        response.setStatus(answer.status());
        Set<String> seen = new HashSet<>();
        answer.headers().forEach((name, value) -> {
            // the first of a name takes the place of what Jetty wrote itself, such as the date
            if (seen.add(name.toLowerCase(Locale.ROOT))) {
                response.getHeaders().put(new HttpField(name, value));
            } else {
                response.getHeaders().add(new HttpField(name, value));
            }
        });
        if (answer.body() instanceof Body.Bytes bytes) {
            end.isNear();
            response.write(true, ByteBuffer.wrap(bytes.bytes()), end);
        } else {
            Flow.Publisher<ByteBuffer> publisher = answer.body().publisher(reads);
            JettyResponseWriter writer = new JettyResponseWriter(
                    response, end, answer.body().length().isEmpty());
            publisher.subscribe(writer);
            cancellation.onCancel(writer::leave);
        }
    }
}
