package io.throughline.http;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.http.UpstreamException.Kind;
import io.throughline.provider.Provider.Protocol;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.H2StreamResetException;
import org.jspecify.annotations.Nullable;

/**
 * One request's life: attempts on connections until one takes it, the response, the clock, and one end, whoever brings it. An attempt is
 * repeated only when not a byte of the request was sent, which happens when a pooled connection turns out to be closed.
 */
final class Exchange implements Line.Opened {
    private static final Set<String> FRAMING = Set.of(
            "host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "upgrade", "expect");
    private static final int ATTEMPTS = 5;

    private final Attributes attributes;
    private final HttpHost host;
    private final HttpRoute route;
    private final Connections connections;
    private final int window;
    private final Consumer<Exchange> ended;
    private final long begun = System.nanoTime();
    private final Waits waits;
    private final @Nullable AtomicBoolean begunFlag;
    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<ProxyResponse> response = new CompletableFuture<>();

    /** What is sent, again where nothing of it was read; let go of once there is an answer, which may go on for long. */
    private volatile @Nullable ProxyRequest request;

    private volatile @Nullable Attempt attempt;
    private volatile @Nullable RequestBody upload;
    private volatile @Nullable ResponseBody body;
    private volatile @Nullable Future<?> watch;
    private volatile long heard = begun;
    private volatile boolean speaking;
    private volatile long tried = begun;
    private int attempts;

    /**
     * Makes an exchange that has not begun.
     *
     * @param window how many bytes of the response may wait for its reader
     * @param ended is told once, when the exchange holds nothing any more
     */
    Exchange(ProxyRequest request, Connections connections, int window, Consumer<Exchange> ended) {
        this.ended = ended;
        this.request = request;
        this.attributes = request.attributes();
        this.host = HttpHost.create(request.target());
        this.route = new HttpRoute(
                RoutingSupport.normalize(host, DefaultSchemePortResolver.INSTANCE),
                null,
                "https".equalsIgnoreCase(host.getSchemeName()));
        this.connections = connections;
        this.window = window;
        this.waits = Waits.of(attributes, connections.leaseTimeout());
        this.begunFlag = attributes.get(ApacheUpstream.BEGUN).orElse(null);
    }

    /** Returns whether a header is the connection's, set by the client that frames the message. */
    static boolean isFraming(String name) {
        return FRAMING.contains(name.toLowerCase(Locale.ROOT));
    }

    CompletableFuture<ProxyResponse> begin() {
        response.whenComplete((answer, cause) -> {
            if (response.isCancelled()) {
                abort();
            }
        });
        watch(waits.shortest());
        attributes.get(Cancellation.KEY).ifPresent(left -> left.onCancel(this::cancel));
        tryOnce();
        return response;
    }

    @Override
    public void open() {
        Attempt current = attempt;
        if (current == null) {
            return;
        }
        try {
            current.line().execute(current);
        } catch (IllegalStateException e) {
            // the connection was closed between its lease and its use
            failed(current, new ConnectionClosedException());
        }
    }

    @Override
    public void failed(Exception cause) {
        end(UpstreamException.connecting(host.toHostString(), cause), false);
    }

    void failed(Attempt failed, Exception cause) {
        if (failed != attempt || over.get()) {
            return;
        }
        if (attempts < ATTEMPTS && isUnsent(failed, cause)) {
            failed.line().cut();
            tryOnce();
            return;
        }
        end(UpstreamException.exchanging(host.toHostString(), cause), false);
    }

    ResponseBody newResponseBody() {
        return new ResponseBody(window, this::abort);
    }

    void respond(ProxyResponse answer, @Nullable ResponseBody itsBody) {
        body = itsBody;
        request = null;
        response.complete(answer);
    }

    /** Some of the request was sent. */
    void touch() {
        heard = System.nanoTime();
    }

    /** All of the request was sent. */
    void uploaded(Attempt sent) {
        if (sent == attempt) {
            upload = null;
        }
    }

    /** Some of the response's body came. */
    void received() {
        speaking = true;
        heard = System.nanoTime();
    }

    void finished() {
        if (over.compareAndSet(false, true)) {
            release();
            ResponseBody last = body;
            if (last != null) {
                last.complete();
            }
        }
    }

    /** The transport ends. */
    void close() {
        end(new UpstreamException(Kind.CANCELLED, "the transport is closed"), true);
    }

    /** The client has left: nobody wants the rest. */
    private void cancel() {
        end(new UpstreamException(Kind.CANCELLED, "the client left"), true);
    }

    /** The reader has left, and is told nothing any more. */
    private void abort() {
        if (over.compareAndSet(false, true)) {
            cut();
        }
    }

    private void end(UpstreamException cause, boolean atOnce) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        cut();
        ResponseBody broken = body;
        if (broken == null) {
            response.completeExceptionally(cause);
        } else if (atOnce) {
            broken.abandon(cause);
        } else {
            broken.fail(cause);
        }
    }

    private void cut() {
        release();
        Attempt last = attempt;
        if (last != null) {
            last.line().cut();
        }
    }

    private void release() {
        ended.accept(this);
        Future<?> clock = watch;
        if (clock != null) {
            clock.cancel(false);
        }
        RequestBody source = upload;
        if (source != null) {
            source.cancel();
        }
    }

    private void tryOnce() {
        ProxyRequest next = request;
        if (next == null) {
            return;
        }
        attempts++;
        tried = System.nanoTime();
        Protocol protocol = attributes.get(ApacheUpstream.PROTOCOL).orElse(Protocol.HTTP_1_1);
        Line line = connections.line(protocol);
        RequestBody source = RequestBody.of(next.body(), connections.reads(), cause -> end(cause, false));
        upload = source;
        attempt = new Attempt(this, next, host, line, source);
        if (over.get()) {
            return;
        }
        line.open(route, this);
        if (over.get()) {
            line.cut();
        }
    }

    /** Nothing of the request was read by the provider: by the order of events, or by its word (RFC 9113, section 8.7). */
    private boolean isUnsent(Attempt failed, Exception cause) {
        ProxyRequest sent = request;
        if (sent == null || !failed.line().isReused()) {
            return false;
        }
        boolean refused = cause instanceof H2StreamResetException reset
                && reset.getCode() == H2Error.REFUSED_STREAM.getCode()
                && sent.body() instanceof Body.Bytes;
        return !failed.isBegun() || refused;
    }

    private void watch(long delay) {
        try {
            watch = connections.timer().schedule(this::check, Math.max(delay, 1), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            close();
        }
        Future<?> clock = watch;
        if (over.get() && clock != null) {
            clock.cancel(false);
        }
    }

    /** Silence is the provider's alone: while bytes wait for the reader, the clock stands still. */
    private void check() {
        if (over.get()) {
            return;
        }
        long now = System.nanoTime();
        Attempt current = attempt;
        if (current != null && now - tried >= waits.lease() && current.line().isWaitingForPlace(route)) {
            end(UpstreamException.noneFree(host.toHostString()), false);
            return;
        }
        long since = heard;
        ResponseBody reading = body;
        if (reading != null) {
            since = Math.max(since, reading.isWaitingForReader() ? now : reading.drainedAt());
        }
        long most = hasBegun() ? waits.silence() : waits.firstByte();
        long left = Math.min(most - (now - since), waits.total() - (now - begun));
        if (left > 0) {
            watch(Math.min(left, waits.silence()));
        } else {
            end(
                    now - begun >= waits.total()
                            ? tookTooLong()
                            : UpstreamException.silent(host.toHostString(), Duration.ofNanos(most)),
                    false);
        }
    }

    private UpstreamException tookTooLong() {
        return new UpstreamException(Kind.TIMEOUT, host.toHostString() + " took longer than it may");
    }

    private boolean hasBegun() {
        return speaking && (begunFlag == null || begunFlag.get());
    }
}
