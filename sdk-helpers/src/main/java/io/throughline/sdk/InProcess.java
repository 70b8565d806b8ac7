package io.throughline.sdk;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.Mode;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Secret;
import io.throughline.Throughline;
import io.throughline.access.Caller;
import io.throughline.thread.CallingContext;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The handler as a caller in this JVM sees it: the application itself, or the holder of the key it shows.
 *
 * @param throughline the handler
 * @param scope what the calls belong to
 * @param key the caller's key, where it has one
 */
record InProcess(Throughline throughline, Scope scope, Optional<Secret> key) {
    private static final Set<String> CREDENTIALS = Set.of("authorization", "x-api-key", "api-key", "x-goog-api-key");

    static InProcess of(Throughline throughline) {
        return new InProcess(throughline, Scope.NONE, Optional.empty());
    }

    InProcess with(Scope other) {
        return new InProcess(throughline, other, key);
    }

    InProcess with(Secret other) {
        return new InProcess(throughline, scope, Optional.of(other));
    }

    /**
     * Handles a call that is made to Throughline itself, over Throughline's own connections.
     *
     * @param method in upper case
     * @param target path and query, relative to the mount
     * @param headers the client's, of which the credentials are not used
     * @param leave triggered when the client leaves before the response's headers
     */
    CompletionStage<ProxyResponse> handle(String method, URI target, Headers headers, Body body, Cancellation leave) {
        Headers.Builder fields = headers.keep(name -> !CREDENTIALS.contains(name)).toBuilder();
        scope.headers().forEach(fields::set);
        Attributes attributes = CallingContext.carried(Attributes.none().with(Cancellation.KEY, leave));
        if (key.isPresent()) {
            fields.set("Authorization", "Bearer " + key.get().reveal());
        } else {
            attributes = attributes.with(Caller.KEY, Caller.inProcess());
        }
        return throughline.handle(new ProxyRequest(method, target, fields.build(), body, attributes));
    }

    /**
     * Returns a call that the application makes to a provider. To be made on the thread that makes the call, whose trace it is in.
     *
     * @param method in upper case
     * @param target the absolute URI
     * @param headers the client's
     * @param leave triggered when the client leaves before the response's headers
     */
    ProxyRequest call(String method, URI target, Headers headers, Body body, Cancellation leave) {
        Headers.Builder fields = headers.toBuilder();
        scope.headers().forEach(fields::set);
        Attributes attributes = CallingContext.carried(Attributes.none().with(Cancellation.KEY, leave));
        Attributes shown =
                key.map(secret -> attributes.with(Caller.SHOWN, secret)).orElse(attributes);
        return new ProxyRequest(method, target, fields.build(), body, shown);
    }

    /**
     * Returns what becomes of a call; empty where it is none of a provider's, or that can't be found out: it goes out as it is then.
     *
     * @param address the absolute URI; what throws has none that a provider could have
     */
    Optional<Mode> handles(Mode wanted, String method, Supplier<URI> address) {
        URI target;
        try {
            target = address.get();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
        return made(() -> throughline.handles(wanted, method, target)).flatMap(Function.identity());
    }

    /** Returns what is made of a call before it is handled; empty where that fails, which is counted: the call goes out as it is then. */
    <T> Optional<T> made(Supplier<T> making) {
        try {
            return Optional.of(making.get());
        } catch (RuntimeException | LinkageError e) {
            throughline.wentUnseen(e);
            return Optional.empty();
        }
    }
}
