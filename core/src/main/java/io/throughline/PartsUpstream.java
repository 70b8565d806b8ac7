package io.throughline;

import io.throughline.translate.EmbeddingCalls;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends a call in parts as if it were one request: its response is the status and header fields that stand for all, and what they hold is kept with the call. */
final class PartsUpstream implements Upstream {
    private final EmbeddingCalls calls;
    private final Outbound.Way.Embed embed;
    private final Upstream upstream;

    PartsUpstream(EmbeddingCalls calls, Outbound.Way.Embed embed, Upstream upstream) {
        this.calls = calls;
        this.embed = embed;
        this.upstream = upstream;
    }

    @Override
    public CompletionStage<ProxyResponse> send(ProxyRequest request) {
        List<ProxyRequest> parts = embed.requests().stream()
                .map(part -> new ProxyRequest(
                        part.method(), part.target(), part.headers(), part.body(), request.attributes()))
                .toList();
        CompletableFuture<EmbeddingCalls.Sent> sent = calls.send(embed.call(), parts, upstream);
        CompletableFuture<ProxyResponse> response = sent.thenApply(came -> {
            embed.sent().set(came);
            return new ProxyResponse(came.status(), came.headers(), Body.of(new byte[0]));
        });
        response.whenComplete((came, cause) -> {
            if (response.isCancelled()) {
                sent.cancel(false);
            }
        });
        return response;
    }
}
