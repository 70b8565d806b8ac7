package io.throughline.http;

import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * TLS that is made ready beside the start: reading the platform's certificates takes a tenth of a second or two. A handshake that begins before that
 * waits for it, which can happen only to the very first.
 */
final class TlsWhenNeeded implements TlsStrategy {
    private final CompletableFuture<TlsStrategy> made = new CompletableFuture<>();

    /** Makes it ready on a thread of its own, which ends then. */
    static TlsWhenNeeded made(Supplier<TlsStrategy> by) {
        TlsWhenNeeded tls = new TlsWhenNeeded();
        Thread thread = new Thread(() -> tls.make(by), "throughline-http-tls");
        thread.setDaemon(true);
        thread.start();
        return tls;
    }

    private void make(Supplier<TlsStrategy> by) {
        try {
            made.complete(by.get());
        } catch (RuntimeException | Error e) {
            made.completeExceptionally(e);
        }
    }

    @Override
    public void upgrade(
            TransportSecurityLayer session,
            NamedEndpoint endpoint,
            @Nullable Object attachment,
            Timeout handshakeTimeout,
            FutureCallback<TransportSecurityLayer> callback) {
        TlsStrategy tls;
        try {
            tls = made.join();
        } catch (CompletionException e) {
            callback.failed(new IllegalStateException("TLS could not be set up", e.getCause()));
            return;
        }
        tls.upgrade(session, endpoint, attachment, handshakeTimeout, callback);
    }

    @Override
    @Deprecated
    public boolean upgrade(
            TransportSecurityLayer session,
            HttpHost host,
            SocketAddress localAddress,
            SocketAddress remoteAddress,
            @Nullable Object attachment,
            Timeout handshakeTimeout) {
        return made.join().upgrade(session, host, localAddress, remoteAddress, attachment, handshakeTimeout);
    }
}
