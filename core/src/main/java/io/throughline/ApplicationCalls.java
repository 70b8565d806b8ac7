package io.throughline;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The calls that an application makes to providers itself: routed as if they had been made to Throughline, or let out as they are and observed. A fault of
 * ours before anything was sent is counted, and is never the application's. Safe for use by many threads.
 */
final class ApplicationCalls {
    private final ProxyHandler handler;
    private final Supplier<Wiring> wiring;
    private final Lasting lasting;

    /**
     * Makes one.
     *
     * @param handler handles what is routed
     * @param wiring what holds now
     * @param lasting what outlives a change of the configuration
     */
    ApplicationCalls(ProxyHandler handler, Supplier<Wiring> wiring, Lasting lasting) {
        this.handler = handler;
        this.wiring = wiring;
        this.lasting = lasting;
    }

    /** Handles a call as if it had been made to Throughline; what can't be routed is observed. */
    CompletionStage<ProxyResponse> route(ProxyRequest outbound, Upstream client) {
        Optional<ProxyRequest> inbound;
        try {
            inbound = wiring.get().clientCalls().routed(outbound);
        } catch (RuntimeException | LinkageError e) {
            return CompletableFuture.failedStage(notRouted(e));
        }
        return inbound.isEmpty()
                ? observe(outbound, client)
                : new Unsent(client).handled(handler, inbound.get(), this::notRouted);
    }

    private NotRoutedException notRouted(Throwable fault) {
        wentUnseen(fault);
        return new NotRoutedException(fault);
    }

    /** Lets a call out as it is, and records it where that can be done. */
    CompletionStage<ProxyResponse> observe(ProxyRequest outbound, Upstream client) {
        Upstream transport;
        try {
            transport = lasting.transport(client);
        } catch (RuntimeException | LinkageError e) {
            wentUnseen(e);
            return client.send(outbound);
        }
        return wiring.get().observer().call(outbound, transport);
    }

    /** Counts a call that went out as it was, for a fault of ours. */
    void wentUnseen(Throwable fault) {
        wiring.get().observer().fault(fault);
    }
}
