package io.throughline.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A provider on a raw socket of 127.0.0.1 that does what it is told, to the byte and to the moment, and keeps what it was sent.
 *
 * <p>Each request gets the next queued {@link Script}, or what the function given to {@link #answerEach} says when none is queued. One thread
 * serves all connections, thousands if need be, and notices by itself when a client leaves. All methods are safe for use by any thread.
 *
 * <pre>{@code
 * try (ScriptedProvider provider = ScriptedProvider.start()) {
 *     provider.answer(Script.eventStream().event("one").hold(gate).event("two"));
 *     … call provider.uri() …
 *     ScriptedExchange exchange = provider.awaitExchange(Duration.ofSeconds(5));
 *     gate.release();
 *     assertThat(exchange.awaitDisconnect(Duration.ofSeconds(1))).isTrue();
 * }
 * }</pre>
 */
public final class ScriptedProvider implements AutoCloseable {
    private static final int BACKLOG = 4096;
    /** Small, so that what a socket took is soon what the client's side took. */
    private static final int SEND_BUFFER = 64 * 1024;

    private final ServerSocketChannel server;
    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final List<ScriptedExchange> exchanges = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<ScriptedExchange> unseen = new LinkedBlockingQueue<>();
    private final Set<ScriptedConnection> connections = ConcurrentHashMap.newKeySet();
    private final Object change = new Object();

    private volatile Function<ReceivedRequest, Script> otherwise =
            request -> Script.status(501).sized("no script for " + request.requestLine());
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile boolean closed;

    private ScriptedProvider() throws IOException {
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.configureBlocking(false);
        selector = Selector.open();
        server.register(selector, SelectionKey.OP_ACCEPT);
        thread = new Thread(this::serve, "scripted-provider-" + port());
        thread.setDaemon(true);
    }

    /** Starts a provider on a free port. */
    public static ScriptedProvider start() {
        try {
            ScriptedProvider provider = new ScriptedProvider();
            provider.thread.start();
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException("no port to listen on", e);
        }
    }

    /** Queues a script for one exchange, behind those queued before. */
    public ScriptedProvider answer(Script script) {
        scripts.add(script);
        return this;
    }

    /** Says what to do in each exchange that no queued script is left for. */
    public ScriptedProvider answerEach(Function<ReceivedRequest, Script> script) {
        otherwise = script;
        return this;
    }

    /** Returns the provider's address, without a slash at the end. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** Returns the address of {@code path}, which begins with a slash. */
    public URI uri(String path) {
        return URI.create(uri() + path);
    }

    /** Returns the port it listens on. */
    public int port() {
        return server.socket().getLocalPort();
    }

    /** Returns the requests received so far, in the order they came. */
    public List<ReceivedRequest> requests() {
        return exchanges.stream().map(ScriptedExchange::request).toList();
    }

    /** Returns the exchanges begun so far, in the order they began. */
    public List<ScriptedExchange> exchanges() {
        return List.copyOf(exchanges);
    }

    /**
     * Returns the oldest exchange that was not asked for yet, waiting for it.
     *
     * @throws AssertionError when none begins in time
     */
    public ScriptedExchange awaitExchange(Duration atMost) {
        try {
            ScriptedExchange next = unseen.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
            if (next != null) {
                return next;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("no request within " + atMost);
    }

    /** Returns how many connections were accepted so far. */
    public int connectionsAccepted() {
        return accepted.get();
    }

    /** Returns how many connections are open. */
    public int connectionsOpen() {
        return connections.size();
    }

    /** Waits until exactly {@code count} connections are open; returns whether they are. */
    public boolean awaitConnectionsOpen(int count, Duration atMost) {
        return await(() -> connections.size() == count, atMost);
    }

    /** Closes the listening socket and every connection, and ends the thread. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Script begin(ScriptedExchange exchange) {
        exchanges.add(exchange);
        unseen.add(exchange);
        Script queued = scripts.poll();
        if (queued != null) {
            return queued;
        }
        try {
            return otherwise.apply(exchange.request());
        } catch (RuntimeException | AssertionError e) {
            return Script.status(500).sized("the test's script failed: " + e);
        }
    }

    void closed(ScriptedConnection connection) {
        connections.remove(connection);
        signalChange();
    }

    void run(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    void runAfter(Duration time, Runnable task) {
        timers.add(new Timer(System.nanoTime() + time.toNanos(), task));
    }

    private void serve() {
        ByteBuffer scratch = ByteBuffer.allocate(64 * 1024);
        try (server;
                selector) {
            while (!closed) {
                selector.select(key -> ready(key, scratch), millisToNextTimer());
                runDue();
            }
            connections.forEach(ScriptedConnection::close);
        } catch (IOException e) {
            throw new UncheckedIOException("the scripted provider broke", e);
        }
    }

    private void ready(SelectionKey key, ByteBuffer scratch) {
        if (key.attachment() instanceof ScriptedConnection connection) {
            connection.ready(scratch);
        } else {
            accept();
        }
    }

    private void accept() {
        try {
            SocketChannel channel = server.accept();
            if (channel == null) {
                return;
            }
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            ScriptedConnection connection = new ScriptedConnection(this, channel, key, accepted.getAndIncrement());
            key.attach(connection);
            connections.add(connection);
            signalChange();
        } catch (IOException e) {
            throw new UncheckedIOException("a connection could not be accepted", e);
        }
    }

    private void runDue() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        long now = System.nanoTime();
        for (Timer next = timers.peek(); next != null && next.at - now <= 0; next = timers.peek()) {
            timers.remove();
            next.task.run();
        }
    }

    private long millisToNextTimer() {
        Timer next = timers.peek();
        return next == null ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.at - System.nanoTime()));
    }

    private boolean await(BooleanSupplier condition, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (change) {
            while (!condition.getAsBoolean()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                try {
                    change.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    private void signalChange() {
        synchronized (change) {
            change.notifyAll();
        }
    }

    private record Timer(long at, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return Long.signum(at - other.at);
        }
    }
}
