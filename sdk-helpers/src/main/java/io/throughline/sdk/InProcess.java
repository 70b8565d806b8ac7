package io.throughline.sdk;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Secret;
import io.throughline.Throughline;
import io.throughline.Upstream;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The handler as a caller in this JVM sees it: the one place that says how such a caller is let in. It has no connection, so the call has no
 * {@link io.throughline.Peer}, which admits it where no keys are configured; where there are some it shows the key it was given.
 *
 * @param throughline the handler
 * @param providers which addresses it serves
 * @param scope what the calls belong to
 * @param key the caller's key, where it has one
 */
record InProcess(Throughline throughline, ProviderHosts providers, Scope scope, Optional<Secret> key) {
    private static final Set<String> CREDENTIALS = Set.of("authorization", "x-api-key", "api-key", "x-goog-api-key");

    static InProcess of(Throughline throughline) {
        return new InProcess(throughline, ProviderHosts.of(throughline.providers()), Scope.NONE, Optional.empty());
    }

    InProcess with(Scope other) {
        return new InProcess(throughline, providers, other, key);
    }

    InProcess with(Secret other) {
        return new InProcess(throughline, providers, scope, Optional.of(other));
    }

    /**
     * Handles a call over Throughline's own connections.
     *
     * @param method in upper case
     * @param target path and query, relative to the mount
     * @param headers the client's, of which the credentials are not used
     * @param leave triggered when the client leaves before the response's headers
     */
    CompletionStage<ProxyResponse> handle(String method, URI target, Headers headers, Body body, Cancellation leave) {
        return throughline.handle(inbound(method, target, headers, body, leave));
    }

    /** Handles a call over the client's own transport. */
    CompletionStage<ProxyResponse> handle(
            String method, URI target, Headers headers, Body body, Cancellation leave, Upstream upstream) {
        return throughline.handle(inbound(method, target, headers, body, leave), upstream);
    }

    private ProxyRequest inbound(String method, URI target, Headers headers, Body body, Cancellation leave) {
        Headers.Builder fields = headers.keep(name -> !CREDENTIALS.contains(name)).toBuilder();
        scope.headers().forEach(fields::set);
        key.ifPresent(secret -> fields.set("Authorization", "Bearer " + secret.reveal()));
        return new ProxyRequest(
                method, target, fields.build(), body, Attributes.none().with(Cancellation.KEY, leave));
    }
}
