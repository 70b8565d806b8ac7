package io.throughline.http;

import io.throughline.provider.Provider.Protocol;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.nio.ClientHttp1StreamDuplexerFactory;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.protocol.DefaultHttpProcessor;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.http2.impl.nio.ClientH2StreamMultiplexerFactory;
import org.apache.hc.core5.http2.impl.nio.ClientHttpProtocolNegotiationStarter;
import org.apache.hc.core5.http2.protocol.H2RequestContent;
import org.apache.hc.core5.http2.protocol.H2RequestTargetHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.reactor.DefaultConnectingIOReactor;
import org.apache.hc.core5.reactor.IOEventHandlerFactory;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * HttpClient's pools, TLS and reactor, without its execution chain: redirects, retries, cookies, compression, authentication and default
 * headers live there, and a proxy wants none of them. One pool a protocol; an exchange has its connection for itself, in HTTP/2 too.
 */
final class Connections implements AutoCloseable {
    /** A connection has three of these: what ten thousand streams need, and a head with a short answer fits. */
    private static final int BUFFER = 3072;

    /** The longest header field that a provider may send, in bytes, and how many it may send. The buffer above grows to it where one comes. */
    static final int LONGEST_FIELD = 64 * 1024;

    static final int MOST_FIELDS = 500;
    private static final int BLOCKING_THREADS = 8;
    /** Heeded by the sweep alone: HttpClient 5.5, which Spring Boot 3.5 brings along, has no idle timeout of a pool. */
    private static final Duration IDLE = Duration.ofSeconds(45);

    /** A connection that was used just now is not looked at again: its close would have been heard, and to look takes a turn of the selector. */
    private static final TimeValue UNCHECKED = TimeValue.ofMilliseconds(50);

    private static final Duration SWEEP = Duration.ofSeconds(10);
    /** Something is always due soon, so that the timer's thread is not woken for what is due later, as the limits of nearly all calls are. */
    private static final Duration TICK = Duration.ofSeconds(1);

    private final DefaultConnectingIOReactor reactor;
    private final Map<Protocol, PoolingAsyncClientConnectionManager> pools;
    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor resolves;
    private final ThreadPoolExecutor reads;
    private final Duration leaseTimeout;
    private volatile Duration connectTimeout;

    Connections(ApacheUpstream.Builder settings) {
        leaseTimeout = settings.leaseTimeout;
        connectTimeout = settings.connectTimeout;
        timer = new ScheduledThreadPoolExecutor(1, daemons("throughline-http-timer"));
        timer.setRemoveOnCancelPolicy(true);
        resolves = blocking("throughline-http-resolve");
        reads = blocking("throughline-http-read");
        reactor = reactor(settings);
        TlsStrategy tls = TlsWhenNeeded.made(() -> tls(settings.sslContext));
        pools = Map.of(
                Protocol.HTTP_1_1, pool(settings, tls, HttpVersionPolicy.FORCE_HTTP_1, HttpVersionPolicy.FORCE_HTTP_1),
                Protocol.HTTP_2, pool(settings, tls, HttpVersionPolicy.FORCE_HTTP_2, HttpVersionPolicy.NEGOTIATE));
        reactor.start();
        timer.scheduleWithFixedDelay(() -> {}, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(this::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    Line line(Protocol protocol) {
        PoolingAsyncClientConnectionManager pool = pools.get(protocol);
        if (pool == null) {
            throw new IllegalStateException("no pool for " + protocol);
        }
        return new Line(pool, reactor, resolves);
    }

    void connectWithin(Duration time) {
        connectTimeout = time;
    }

    Duration leaseTimeout() {
        return leaseTimeout;
    }

    ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    /** Returns what runs blocking reads of request bodies. */
    ThreadPoolExecutor reads() {
        return reads;
    }

    ApacheUpstream.Stats stats() {
        int leased = 0;
        int idle = 0;
        int pending = 0;
        for (PoolingAsyncClientConnectionManager pool : pools.values()) {
            PoolStats stats = pool.getTotalStats();
            leased += stats.getLeased();
            idle += stats.getAvailable();
            pending += stats.getPending();
        }
        return new ApacheUpstream.Stats(leased, idle, pending);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        pools.values().forEach(pool -> pool.close(CloseMode.IMMEDIATE));
        reactor.close(CloseMode.IMMEDIATE);
        resolves.shutdownNow();
        reads.shutdownNow();
    }

    private void sweep() {
        for (PoolingAsyncClientConnectionManager pool : pools.values()) {
            pool.closeExpired();
            pool.closeIdle(TimeValue.of(IDLE));
        }
    }

    private static DefaultConnectingIOReactor reactor(ApacheUpstream.Builder settings) {
        HttpProcessor processor = new DefaultHttpProcessor(new H2RequestTargetHost(), new H2RequestContent(true));
        Http1Config http1 = Http1Config.custom()
                .setBufferSize(BUFFER)
                .setInitialWindowSize(settings.window)
                .setMaxLineLength(LONGEST_FIELD)
                .setMaxHeaderCount(MOST_FIELDS)
                .build();
        H2Config http2 = H2Config.custom()
                .setInitialWindowSize(settings.window)
                .setPushEnabled(false)
                .build();
        ClientHttp1StreamDuplexerFactory duplexers =
                new ClientHttp1StreamDuplexerFactory(processor, http1, CharCodingConfig.DEFAULT);
        ClientH2StreamMultiplexerFactory multiplexers =
                new ClientH2StreamMultiplexerFactory(processor, null, http2, CharCodingConfig.DEFAULT, null);
        IOEventHandlerFactory handlers = (session, policy) -> new ClientHttpProtocolNegotiationStarter(
                        duplexers,
                        multiplexers,
                        policy instanceof HttpVersionPolicy wanted ? wanted : HttpVersionPolicy.FORCE_HTTP_1,
                        null,
                        null,
                        null)
                .createHandler(policy == HttpVersionPolicy.FORCE_HTTP_1 ? new PacedSession(session) : session, null);
        IOReactorConfig config = IOReactorConfig.custom()
                .setIoThreadCount(settings.ioThreads)
                .setTcpNoDelay(true)
                .setSoKeepAlive(true)
                .build();
        return new DefaultConnectingIOReactor(handlers, config, daemons("throughline-http-io"), null, null, null, null);
    }

    private PoolingAsyncClientConnectionManager pool(
            ApacheUpstream.Builder settings, TlsStrategy tls, HttpVersionPolicy plain, HttpVersionPolicy secure) {
        TimeValue validate = plain == HttpVersionPolicy.FORCE_HTTP_1 ? UNCHECKED : TimeValue.ofSeconds(5);
        PoolingAsyncClientConnectionManager pool = PoolingAsyncClientConnectionManagerBuilder.create()
                .setTlsStrategy(tls)
                .setMaxConnTotal(settings.maxConnections)
                .setMaxConnPerRoute(settings.maxConnections)
                .build();
        pool.setConnectionConfigResolver(route -> ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(connectTimeout))
                .setSocketTimeout(Timeout.DISABLED)
                .setValidateAfterInactivity(validate)
                .build());
        pool.setTlsConfigResolver(host -> TlsConfig.custom()
                .setVersionPolicy(URIScheme.HTTPS.same(host.getSchemeName()) ? secure : plain)
                .setHandshakeTimeout(Timeout.of(connectTimeout))
                .build());
        return pool;
    }

    private static TlsStrategy tls(@Nullable SSLContext context) {
        ClientTlsStrategyBuilder tls = ClientTlsStrategyBuilder.create();
        if (context != null) {
            tls.setSslContext(context);
        }
        return tls.buildAsync();
    }

    private static ThreadPoolExecutor blocking(String name) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                BLOCKING_THREADS,
                BLOCKING_THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<@Nullable Runnable>(),
                daemons(name));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
