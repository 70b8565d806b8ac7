package io.throughline.http;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads a body as a test wants it read, and minds the rules of reactive streams while it does. */
final class BodyReader implements Flow.Subscriber<ByteBuffer> {
    static final Duration SOON = Duration.ofSeconds(10);

    final LinkedBlockingQueue<ByteBuffer> buffers = new LinkedBlockingQueue<>();
    final CountDownLatch ended = new CountDownLatch(1);
    final CountDownLatch subscribed = new CountDownLatch(1);
    final AtomicInteger broken = new AtomicInteger();
    volatile Flow.Subscription subscription;
    volatile Throwable failure;
    volatile long bytes;
    private final long first;
    private final AtomicInteger inside = new AtomicInteger();

    private BodyReader(long first) {
        this.first = first;
    }

    /** Reads without limit. */
    static BodyReader all(Body body) {
        return of(body, Long.MAX_VALUE);
    }

    /** Asks for {@code first} buffers and then for nothing. */
    static BodyReader of(Body body, long first) {
        BodyReader reader = new BodyReader(first);
        body.publisher(Runnable::run).subscribe(reader);
        return reader;
    }

    static ProxyRequest get(URI target) {
        return new ProxyRequest("GET", target, Headers.none(), Body.empty(), Attributes.none());
    }

    static ProxyRequest post(URI target, Body body) {
        return new ProxyRequest(
                "POST", target, Headers.of("Content-Type", "application/json"), body, Attributes.none());
    }

    static ProxyRequest with(ProxyRequest request, Attributes attributes) {
        return new ProxyRequest(request.method(), request.target(), request.headers(), request.body(), attributes);
    }

    static ProxyResponse await(CompletionStage<ProxyResponse> stage) {
        try {
            return stage.toCompletableFuture().get(SOON.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("no response: " + e.getCause(), e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static UpstreamException failureOf(CompletionStage<ProxyResponse> stage) {
        try {
            ProxyResponse response = stage.toCompletableFuture().get(SOON.toMillis(), TimeUnit.MILLISECONDS);
            throw new AssertionError("a response: " + response);
        } catch (ExecutionException e) {
            return (UpstreamException) e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for {@code condition}. */
    static void until(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it never came true");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    String next() {
        try {
            ByteBuffer buffer = buffers.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
            if (buffer == null) {
                throw new AssertionError("nothing came");
            }
            return StandardCharsets.UTF_8.decode(buffer).toString();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    byte[] rest() {
        awaitEnd();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer buffer : buffers) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            all.writeBytes(copy);
        }
        return all.toByteArray();
    }

    String text() {
        byte[] rest = rest();
        if (failure != null) {
            throw new AssertionError("broken: " + failure, failure);
        }
        return new String(rest, StandardCharsets.UTF_8);
    }

    UpstreamException.Kind failureKind() {
        awaitEnd();
        return ((UpstreamException) failure).kind();
    }

    void awaitEnd() {
        try {
            if (!ended.await(SOON.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("no end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        subscription = source;
        subscribed.countDown();
        if (first > 0) {
            source.request(first);
        }
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        enter();
        bytes += buffer.remaining();
        buffers.add(buffer);
        leave();
    }

    @Override
    public void onError(Throwable cause) {
        enter();
        failure = cause;
        ended.countDown();
        leave();
    }

    @Override
    public void onComplete() {
        enter();
        ended.countDown();
        leave();
    }

    private void enter() {
        if (inside.incrementAndGet() != 1 || ended.getCount() == 0) {
            broken.incrementAndGet();
        }
    }

    private void leave() {
        inside.decrementAndGet();
    }
}
