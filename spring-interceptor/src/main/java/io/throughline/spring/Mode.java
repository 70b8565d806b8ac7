package io.throughline.spring;

import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import io.throughline.Upstream;
import java.util.concurrent.CompletionStage;

/** What is done with a call that the application makes to a provider. */
public enum Mode {
    /** The configuration says where it goes and with whose key, as the server does; the application's client carries it. */
    ROUTE {
        @Override
        CompletionStage<ProxyResponse> call(Throughline throughline, ProxyRequest request, Upstream client) {
            return throughline.route(request, client);
        }
    },
    /** It goes out as the application made it, and is recorded. */
    OBSERVE {
        @Override
        CompletionStage<ProxyResponse> call(Throughline throughline, ProxyRequest request, Upstream client) {
            return throughline.observe(request, client);
        }
    };

    abstract CompletionStage<ProxyResponse> call(Throughline throughline, ProxyRequest request, Upstream client);
}
