package io.throughline.spring;

import io.throughline.Advice;
import io.throughline.Cancellation;
import io.throughline.Mode;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** The application's client, as the handler uses it for one call. What it received last is kept. */
final class Sending {
    private final ClientRequest request;
    private final ExchangeFunction next;
    private final ContextView context;
    private final Cancellation cancellation;
    private final Advice advice;
    private volatile @Nullable ClientResponse received;

    /**
     * Makes the client of one call.
     *
     * @param request the application's request
     * @param next the rest of the client
     * @param context what the subscriber brought
     * @param cancellation tells that the subscriber has left
     * @param advice tells of wrong use
     */
    Sending(
            ClientRequest request,
            ExchangeFunction next,
            ContextView context,
            Cancellation cancellation,
            Advice advice) {
        this.request = request;
        this.next = next;
        this.context = context;
        this.cancellation = cancellation;
        this.advice = advice;
    }

    /** Makes the call: as it was made where it is observed, else what Throughline makes of it. */
    Mono<ClientResponse> call(Throughline throughline, Mode mode, ProxyRequest call, ExchangeStrategies strategies) {
        return Mono.fromCompletionStage(
                        () -> mode.call(throughline, call, mode == Mode.OBSERVE ? this::asMade : this::asRouted))
                .map(answer -> Bodies.response(answer, Optional.ofNullable(received), strategies));
    }

    private CompletionStage<ProxyResponse> asMade(ProxyRequest outbound) {
        return exchange(ClientRequest.from(request)
                .body((output, writing) ->
                        request.body().insert(LateBody.of(outbound).watched(output, outbound.body()), writing))
                .build());
    }

    private CompletionStage<ProxyResponse> asRouted(ProxyRequest outbound) {
        return exchange(ClientRequest.create(HttpMethod.valueOf(outbound.method()), outbound.target())
                .attributes(all -> all.putAll(request.attributes()))
                .headers(headers -> {
                    outbound.headers().forEach(headers::add);
                    outbound.body().length().ifPresent(length -> {
                        if (length > 0) {
                            headers.setContentLength(length);
                        }
                    });
                })
                .body((output, writing) -> output.writeWith(Bodies.buffers(outbound.body())))
                .build());
    }

    private CompletionStage<ProxyResponse> exchange(ClientRequest outbound) {
        CompletableFuture<ClientResponse> answer =
                next.exchange(outbound).contextWrite(context).toFuture();
        cancellation.onCancel(() -> answer.cancel(true));
        return answer.thenApply(response -> {
            received = response;
            advice.cameWith(
                    Optional.ofNullable(response.headers().asHttpHeaders().getFirst(Advice.callIdField())),
                    outbound.url());
            return Bodies.received(response);
        });
    }
}
