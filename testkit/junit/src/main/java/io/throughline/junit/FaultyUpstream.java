package io.throughline.junit;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Upstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;

/**
 * Fails as it is told to.
 *
 * @param carrier what carries the tries that don't fail, or not before their answer
 * @param fault the fault of this try, if any
 */
record FaultyUpstream(Upstream carrier, Optional<LlmFault> fault) implements Upstream {
    /** Returns the first of {@code faults} that is due. */
    static Optional<LlmFault> due(List<LlmFault> faults, int tried) {
        return faults.stream()
                .filter(fault -> tried >= fault.skipping() && tried - fault.skipping() < fault.times())
                .findFirst();
    }

    @Override
    public CompletionStage<ProxyResponse> send(ProxyRequest request) {
        return fault.map(due -> failing(due, request)).orElseGet(() -> carrier.send(request));
    }

    private CompletionStage<ProxyResponse> failing(LlmFault due, ProxyRequest request) {
        return switch (due.value()) {
            case CUT, STALL -> carrier.send(request).thenApply(response -> broken(due, response));
            case TOO_MANY_REQUESTS ->
                CompletableFuture.completedFuture(
                        error(429, "rate_limit_error", Headers.of("Retry-After", Integer.toString(due.retryAfter()))));
            case SERVER_ERROR -> CompletableFuture.completedFuture(error(500, "server_error", Headers.none()));
            case NO_CONNECTION ->
                CompletableFuture.failedFuture(new IOException("no connection, as the test wants it"));
        };
    }

    private static ProxyResponse broken(LlmFault due, ProxyResponse response) {
        String type = response.headers().first("content-type").orElse("");
        int events = type.startsWith("text/event-stream") ? Math.max(0, due.afterEvents()) : 0;
        Body body = new Body.Push(
                new BrokenOff(
                        response.body().publisher(ForkJoinPool.commonPool()),
                        events,
                        due.value() == LlmFault.Kind.CUT ? BrokenOff.Way.CUT : BrokenOff.Way.STALL),
                OptionalLong.empty());
        return response.with(body);
    }

    /** In a form that both of the large vendors' clients read. */
    private static ProxyResponse error(int status, String type, Headers headers) {
        String json = "{\"type\":\"error\",\"error\":{\"type\":\"" + type
                + "\",\"message\":\"This is a fault that the test wants\"}}";
        return new ProxyResponse(
                status,
                headers.with("Content-Type", "application/json"),
                Body.of(json.getBytes(StandardCharsets.UTF_8)));
    }
}
