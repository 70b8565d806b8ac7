package io.throughline.http;

import io.throughline.Attributes;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Upstream;
import io.throughline.provider.Provider;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The transport to providers, over Apache HttpClient's asynchronous connections. It sends what it is given and returns what comes: no
 * redirects, no retries, no cookies, no decompression, no headers of its own but {@code Host} and the framing.
 *
 * <p>The stage completes on an I/O thread, as do the body's signals: whoever continues there must not block. Every response's body must be read,
 * or cancelled; one that nobody has asked for is given up after {@link #SILENCE}. Three ways end an exchange early, each at once and for good:
 * the request's {@link io.throughline.Cancellation}, {@link CompletableFuture#cancel} of the stage, and the cancel of the body's subscription.
 * A connection whose exchange ended early is closed, never used again. Failures are {@link UpstreamException}s.
 */
public final class ApacheUpstream implements Upstream, AutoCloseable {
    /** The HTTP version to speak; HTTP/1.1 where it is not set. */
    public static final Attributes.Key<Provider.Protocol> PROTOCOL =
            new Attributes.Key<>("upstream-protocol", Provider.Protocol.class);

    /** How long the provider may take to the first byte of the response's body, from the last byte of the request. */
    public static final Attributes.Key<Duration> FIRST_BYTE =
            new Attributes.Key<>("upstream-first-byte", Duration.class);

    /** How long the provider may say nothing within the response's body; the time a slow reader takes does not count. */
    public static final Attributes.Key<Duration> SILENCE = new Attributes.Key<>("upstream-silence", Duration.class);

    /**
     * Whether what is awaited has begun: until it is set to true, {@link #FIRST_BYTE} holds instead of {@link #SILENCE}. Where there is none, the first
     * byte of the body is what is awaited.
     */
    public static final Attributes.Key<AtomicBoolean> BEGUN =
            new Attributes.Key<>("upstream-begun", AtomicBoolean.class);

    /** How long the whole exchange may take; without end where it is not set. */
    public static final Attributes.Key<Duration> TOTAL = new Attributes.Key<>("upstream-total", Duration.class);

    /** {@link #FIRST_BYTE} where it is not set. */
    public static final Duration DEFAULT_FIRST_BYTE = Duration.ofSeconds(60);

    /** {@link #SILENCE} where it is not set. */
    public static final Duration DEFAULT_SILENCE = Duration.ofSeconds(30);

    private final Connections connections;
    private final int window;
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private ApacheUpstream(Builder settings) {
        connections = new Connections(settings);
        window = settings.window;
    }

    /** Returns a transport with the default settings. */
    public static ApacheUpstream create() {
        return builder().build();
    }

    /** Returns a builder with the default settings. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public CompletionStage<ProxyResponse> send(ProxyRequest request) {
        if (closed) {
            return refused("the transport is closed");
        }
        URI target = request.target();
        boolean http = "https".equalsIgnoreCase(target.getScheme()) || "http".equalsIgnoreCase(target.getScheme());
        if (!http || target.getHost() == null) {
            return refused("an upstream's address is an absolute http or https URI");
        }
        if (!HeaderHygiene.isSafe(request.headers())) {
            return refused("a header field that no request may carry");
        }
        Exchange exchange = new Exchange(request, connections, window, exchanges::remove);
        exchanges.add(exchange);
        CompletionStage<ProxyResponse> response = exchange.begin();
        if (closed) {
            exchange.close();
        }
        return response;
    }

    /** Sets how long connections that are made from now on may take, and again their TLS handshakes. */
    public void connectWithin(Duration time) {
        connections.connectWithin(time);
    }

    /** Returns how the connections stand. */
    public Stats stats() {
        return connections.stats();
    }

    /** Ends every exchange and closes every connection. */
    @Override
    public void close() {
        closed = true;
        exchanges.forEach(Exchange::close);
        connections.close();
    }

    private static CompletionStage<ProxyResponse> refused(String why) {
        return CompletableFuture.failedFuture(new UpstreamException(UpstreamException.Kind.PROTOCOL, why));
    }

    /**
     * How the connections stand.
     *
     * @param leased in use
     * @param idle open, free for the next exchange
     * @param pending exchanges that wait for a connection
     */
    public record Stats(int leased, int idle, int pending) {}

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        int maxConnections = 20_000;
        int window = 64 * 1024;
        int ioThreads = Math.min(4, Runtime.getRuntime().availableProcessors());
        Duration connectTimeout = Duration.ofSeconds(5);
        Duration leaseTimeout = Duration.ofSeconds(5);

        @Nullable
        SSLContext sslContext;

        private Builder() {}

        /** Sets how many connections there may be, a protocol, whether to one host or to many; 20,000 by default. */
        public Builder maxConnections(int count) {
            maxConnections = count;
            return this;
        }

        /** Sets how many bytes of a response may wait for its reader; 65,536 by default. */
        public Builder window(int bytes) {
            window = bytes;
            return this;
        }

        /** Sets how many threads move the bytes; as many as there are processors by default, 4 at most. */
        public Builder ioThreads(int count) {
            ioThreads = count;
            return this;
        }

        /** Sets how long a connection may take to be made, and again its TLS handshake; 5 s by default. */
        public Builder connectTimeout(Duration time) {
            connectTimeout = time;
            return this;
        }

        /** Sets how long to wait for a free connection; 5 s by default. */
        public Builder leaseTimeout(Duration time) {
            leaseTimeout = time;
            return this;
        }

        /** Sets whom to trust; the Java platform's certificates by default. */
        public Builder sslContext(SSLContext context) {
            sslContext = context;
            return this;
        }

        /** Returns the transport, running. */
        public ApacheUpstream build() {
            return new ApacheUpstream(this);
        }
    }
}
