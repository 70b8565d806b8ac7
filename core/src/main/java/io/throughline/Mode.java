package io.throughline;

import java.util.concurrent.CompletionStage;

/** What is done with a call that the application makes to a provider. */
public enum Mode {
    /** The configuration says where it goes and with whose key, as the server does; the application's client carries it. */
    ROUTE {
        @Override
        public CompletionStage<ProxyResponse> call(Throughline throughline, ProxyRequest request, Upstream client) {
            return throughline.route(request, client);
        }
    },
    /** It goes out as the application made it, and is recorded. */
    OBSERVE {
        @Override
        public CompletionStage<ProxyResponse> call(Throughline throughline, ProxyRequest request, Upstream client) {
            return throughline.observe(request, client);
        }
    };

    /**
     * Handles a call.
     *
     * @param throughline the handler
     * @param request the call as the application made it, its target an absolute URI
     * @param client the application's client
     */
    public abstract CompletionStage<ProxyResponse> call(Throughline throughline, ProxyRequest request, Upstream client);
}
