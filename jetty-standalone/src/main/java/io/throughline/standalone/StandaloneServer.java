package io.throughline.standalone;

import io.throughline.Throughline;
import io.throughline.config.ConfigSource;
import io.throughline.config.ConfigWatch;
import io.throughline.config.ThroughlineConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** The handler behind a port of its own. Started once, drained and closed once. */
public final class StandaloneServer implements AutoCloseable {
    private static final int HEADER_BYTES = 16 * 1024;
    /** A provider's header fields come along; Jetty takes a larger buffer than the one above only for an answer that needs it. */
    private static final int MOST_ANSWER_HEADER_BYTES = 256 * 1024;

    private static final int OUTPUT_BYTES = 8 * 1024;
    private static final int ACCEPT_QUEUE = 4096;
    private static final Duration IDLE = Duration.ofMinutes(10);
    /** One for two cores: each more is a thread more between a connection and its call. */
    private static final int SELECTORS =
            Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));

    private final Throughline throughline;
    private final Server server;
    private final ServerConnector connector;
    private final ExecutorService reads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "throughline-blocking-reads");
        thread.setDaemon(true);
        return thread;
    });

    private StandaloneServer(Throughline throughline, ThroughlineConfig.Server settings) {
        this.throughline = throughline;
        server = new Server(new ServerThreads());
        connector = new ServerConnector(server, 1, SELECTORS, new HttpConnectionFactory(http()));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setAcceptedTcpNoDelay(true);
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(new JettyMount(throughline::handle, reads)));
        server.setErrorHandler(new RefusedHttp(HEADER_BYTES));
    }

    /**
     * Starts a server.
     *
     * @param config where it listens and what it does
     * @throws IOException when the address can't be had
     */
    public static StandaloneServer start(ThroughlineConfig config) throws IOException {
        Throughline throughline = Throughline.create(config);
        StandaloneServer started = new StandaloneServer(throughline, config.server());
        try {
            started.server.start();
            return started;
        } catch (Exception e) {
            started.close(Duration.ZERO);
            if (e.getCause() instanceof BindException bind) {
                throw new IOException(
                        "can't listen on " + config.server().host() + ", port "
                                + config.server().port() + " (" + bind.getMessage()
                                + "); server.host and server.port, or --host and --port, choose another",
                        e);
            }
            throw e instanceof IOException io ? io : new IOException("the server did not start: " + e.getMessage(), e);
        }
    }

    /**
     * Takes in the changes of the configuration's files as they are made, but for the address and the sinks, until the server ends.
     *
     * @param source the configuration that this was started with
     * @return can be told to read the files at once
     */
    public ConfigWatch watch(ConfigSource source) {
        return throughline.watch(source);
    }

    /** Returns the server's address, to be used as a base URL. */
    public URI uri() {
        String host =
                connector.getHost().equals("0.0.0.0") || connector.getHost().equals("::")
                        ? "localhost"
                        : connector.getHost();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + connector.getLocalPort());
    }

    /**
     * Ends: {@code /readyz} fails, new connections are refused, running calls may end within {@code drain}, and what was recorded is written.
     */
    public void close(Duration drain) {
        throughline.drain();
        server.setStopTimeout(Math.max(1, drain.toMillis()));
        try {
            server.stop();
        } catch (Exception e) {
            // calls that did not end in time were broken off, which is what the deadline is for
        }
        throughline.close();
        reads.shutdownNow();
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }

    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        // 98 kB of each connection from its second request on, for no time that could be measured
        http.setHeaderCacheSize(0);
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setResponseHeaderSize(HEADER_BYTES);
        http.setMaxResponseHeaderSize(MOST_ANSWER_HEADER_BYTES);
        http.setOutputBufferSize(OUTPUT_BYTES);
        // model names hold encoded slashes; nothing here is a file
        http.setUriCompliance(UriCompliance.UNSAFE);
        return http;
    }
}
