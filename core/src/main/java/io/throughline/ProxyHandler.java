package io.throughline;

import java.util.concurrent.CompletionStage;

/**
 * Handles one call: may change the request, choose or skip the upstream, and watch or change the response.
 *
 * <p>The stage completes when the response's headers are known; the body follows at the reader's pace. A handler answers a call that it
 * refuses with a response, not with an exception. It never blocks and never switches threads: what an upstream completed at once is
 * complete when this method returns.
 */
@FunctionalInterface
public interface ProxyHandler {
    /**
     * Handles {@code inbound}.
     *
     * @param inbound the call as it came to the mount; its target is relative to the mount
     * @param upstream the mount's transport to providers
     * @return the response, once its headers are known
     */
    CompletionStage<ProxyResponse> handle(ProxyRequest inbound, Upstream upstream);
}
