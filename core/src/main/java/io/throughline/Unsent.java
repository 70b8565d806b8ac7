package io.throughline;

import io.throughline.dialect.RefusedException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The transport of one routed call, which knows whether anything was sent by it: a fault of ours before that is no reason for the application's call to
 * fail. Safe for use by many threads.
 */
final class Unsent implements Upstream {
    /** Where a routed call has its own. */
    static final Attributes.Key<Unsent> KEY = new Attributes.Key<>("unsent", Unsent.class);

    private final Upstream carrier;
    private volatile boolean sent;
    private volatile @Nullable Throwable fault;

    Unsent(Upstream carrier) {
        this.carrier = carrier;
    }

    /** Returns what carries a call that {@code mounted} is the transport of. */
    static Upstream carrier(Upstream mounted) {
        return mounted instanceof Unsent unsent ? unsent.carrier : mounted;
    }

    @Override
    public CompletionStage<ProxyResponse> send(ProxyRequest request) {
        sent = true;
        return carrier.send(request);
    }

    /** Notes why a call had no answer. What its caller or the configuration is to blame for is no fault of ours. */
    void failed(Throwable cause) {
        if (!sent && !(cause instanceof RefusedException) && !(cause instanceof IOException)) {
            fault = cause;
        }
    }

    /**
     * Has a call handled over this transport.
     *
     * @param told makes of a fault of ours what the answer fails with
     */
    CompletionStage<ProxyResponse> handled(
            ProxyHandler handler, ProxyRequest inbound, Function<Throwable, NotRoutedException> told) {
        CompletionStage<ProxyResponse> answer;
        try {
            answer = handler.handle(inbound.with(inbound.attributes().with(KEY, this)), this);
        } catch (RuntimeException | LinkageError e) {
            failed(e);
            answer = CompletableFuture.failedStage(e);
        }
        CompletionStage<ProxyResponse> handled = answer;
        return handled.handle((response, thrown) -> {
                    Throwable ours = fault;
                    return ours == null ? handled : CompletableFuture.<ProxyResponse>failedStage(told.apply(ours));
                })
                .thenCompose(Function.identity());
    }
}
