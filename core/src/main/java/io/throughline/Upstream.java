package io.throughline;

import java.util.concurrent.CompletionStage;

/**
 * Sends one request to a provider.
 *
 * <p>The stage completes when the response's headers are there, and exceptionally with an {@link java.io.IOException} when there will be
 * none. The exchange ends early when the request's {@link Cancellation} is triggered before the headers, or when the response's body is
 * cancelled or closed after them. Implementations are safe for use by many threads.
 */
@FunctionalInterface
public interface Upstream {
    /**
     * Sends {@code request}, whose target is absolute.
     *
     * @param request what to send, byte for byte
     * @return the response, once its headers are known
     */
    CompletionStage<ProxyResponse> send(ProxyRequest request);
}
