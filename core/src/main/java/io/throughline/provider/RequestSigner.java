package io.throughline.provider;

import io.throughline.ProxyRequest;
import java.util.concurrent.CompletionStage;

/**
 * Signs requests for providers that take no plain key. Found by {@link java.util.ServiceLoader}, so that a cloud's library is needed only where it is
 * used. Safe for use by many threads.
 */
public interface RequestSigner {
    /** Returns whether this signer makes such signatures. */
    boolean signs(SigningSettings settings);

    /**
     * Signs a request. Returns at once: where credentials must be fetched first, that goes on elsewhere.
     *
     * @param request a request for a provider, complete, with its body in memory; who tries again has it signed again
     * @param settings settings that {@link #signs} accepted
     * @return the request with the header fields that sign it; fails with a {@link SigningException} where there are no credentials
     */
    CompletionStage<ProxyRequest> sign(ProxyRequest request, SigningSettings settings);
}
