package io.throughline.http;

import java.net.SocketAddress;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One exchange's hold on a connection: leased from the pool, connected where it is new, then given back or cut. {@link #cut} works at any
 * moment and from any thread, and leaves neither a lease nor a socket behind.
 */
final class Line {
    private final PoolingAsyncClientConnectionManager pool;
    private final ConnectionInitiator reactor;
    private final Executor resolves;

    private @Nullable Future<?> lease;
    private @Nullable AsyncConnectionEndpoint endpoint;
    private @Nullable IOSession session;
    private boolean over;
    private volatile boolean leased;
    private volatile boolean reused;

    /**
     * Makes a line that is not open yet.
     *
     * @param resolves runs what may block: looking a host's name up
     */
    Line(PoolingAsyncClientConnectionManager pool, ConnectionInitiator reactor, Executor resolves) {
        this.pool = pool;
        this.reactor = reactor;
        this.resolves = resolves;
    }

    /** Leases a connection and connects it where need be; one method of {@code opened} is called, unless the line is cut first. */
    void open(HttpRoute route, Opened opened) {
        keep(pool.lease("", route, null, Timeout.DISABLED, new Callback<>(opened) {
            @Override
            public void completed(AsyncConnectionEndpoint granted) {
                if (!hold(granted)) {
                    return;
                }
                reused = granted.isConnected();
                if (reused) {
                    opened.open();
                } else {
                    resolves.execute(() -> connect(granted, opened));
                }
            }
        }));
    }

    /**
     * Returns whether the pool has no place for the line. One that has its place may wait still, until the connection in it has been looked at, which
     * takes a turn of the selector.
     */
    boolean isWaitingForPlace(HttpRoute route) {
        return !leased && pool.getStats(route).getPending() > 0;
    }

    /** Returns whether the connection has served another exchange before. */
    boolean isReused() {
        return reused;
    }

    /** Begins the exchange. */
    void execute(AsyncClientExchangeHandler handler) {
        AsyncConnectionEndpoint held;
        synchronized (this) {
            held = endpoint;
        }
        if (held != null) {
            held.setSocketTimeout(Timeout.DISABLED);
            held.execute("", handler, HttpClientContext.create());
        }
    }

    /** Puts the connection back into the pool. */
    void giveBack(TimeValue keepAlive) {
        AsyncConnectionEndpoint held = letGo();
        if (held != null) {
            pool.release(held, null, keepAlive);
        }
    }

    /** Closes the connection, or ends the attempt to get one. */
    void cut() {
        Future<?> pending;
        IOSession connecting;
        AsyncConnectionEndpoint held;
        synchronized (this) {
            pending = lease;
            connecting = session;
            held = letGo();
        }
        if (pending != null) {
            pending.cancel(true);
        }
        if (connecting != null) {
            connecting.close(CloseMode.IMMEDIATE);
        }
        if (held != null) {
            discard(held);
        }
    }

    private void connect(AsyncConnectionEndpoint granted, Opened opened) {
        try {
            pool.connect(granted, new Watched(), null, null, HttpClientContext.create(), new Callback<>(opened) {
                @Override
                public void completed(AsyncConnectionEndpoint connected) {
                    opened.open();
                }
            });
        } catch (RuntimeException e) {
            opened.failed(e);
        }
    }

    private synchronized @Nullable AsyncConnectionEndpoint letGo() {
        AsyncConnectionEndpoint held = endpoint;
        endpoint = null;
        over = true;
        lease = null;
        // from here on it may be another exchange's
        session = null;
        return held;
    }

    private boolean hold(AsyncConnectionEndpoint granted) {
        synchronized (this) {
            if (!over) {
                endpoint = granted;
                leased = true;
                return true;
            }
        }
        discard(granted);
        return false;
    }

    private void keep(Future<?> step) {
        synchronized (this) {
            if (!over) {
                lease = step;
                return;
            }
        }
        if (!step.isDone()) {
            step.cancel(true);
        }
    }

    private boolean keep(IOSession connecting) {
        synchronized (this) {
            session = connecting;
            if (!over) {
                return true;
            }
        }
        connecting.close(CloseMode.IMMEDIATE);
        return false;
    }

    private void discard(AsyncConnectionEndpoint unwanted) {
        try {
            unwanted.close(CloseMode.IMMEDIATE);
        } finally {
            pool.release(unwanted, null, TimeValue.ZERO_MILLISECONDS);
        }
    }

    /** What becomes of opening a line. */
    interface Opened {
        /** The line may be used. */
        void open();

        /** There will be none. */
        void failed(Exception cause);
    }

    private abstract static class Callback<T> implements FutureCallback<T> {
        private final Opened opened;

        private Callback(Opened opened) {
            this.opened = opened;
        }

        @Override
        public void failed(Exception cause) {
            opened.failed(cause);
        }

        @Override
        public void cancelled() {
            opened.failed(new CancellationException());
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    /**
     * Keeps the session that is being connected, so that a cut closes it during the TLS handshake too. The connect itself is never cancelled:
     * HttpCore 5.4 forgets a socket whose connect is cancelled as it succeeds. It ends by itself, with a socket that is closed at once,
     * or at the connect timeout.
     */
    private final class Watched implements ConnectionInitiator {
        @Override
        public Future<IOSession> connect(
                NamedEndpoint remote,
                SocketAddress remoteAddress,
                SocketAddress localAddress,
                Timeout timeout,
                Object attachment,
                FutureCallback<IOSession> callback) {
            if (isOver()) {
                callback.cancelled();
                return CompletableFuture.failedFuture(new CancellationException());
            }
            return reactor.connect(remote, remoteAddress, localAddress, timeout, attachment, new FutureCallback<>() {
                @Override
                public void completed(IOSession connected) {
                    if (keep(connected)) {
                        callback.completed(connected);
                    } else {
                        callback.cancelled();
                    }
                }

                @Override
                public void failed(Exception cause) {
                    callback.failed(cause);
                }

                @Override
                public void cancelled() {
                    callback.cancelled();
                }
            });
        }
    }
}
