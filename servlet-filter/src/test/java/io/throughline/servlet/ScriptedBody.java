package io.throughline.servlet;

import io.throughline.Body;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A response body that a test feeds buffer by buffer; hands on only what was asked for, on the feeding or asking thread. */
final class ScriptedBody implements Flow.Publisher<ByteBuffer> {
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;
    private @Nullable Throwable failure;
    private long demand;
    private boolean completed;
    private boolean over;

    Body body() {
        return new Body.Push(this, OptionalLong.empty());
    }

    void emit(String text) {
        emit(text.getBytes(StandardCharsets.UTF_8));
    }

    synchronized void emit(byte[] bytes) {
        waiting.add(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
        drain();
    }

    synchronized void complete() {
        completed = true;
        drain();
    }

    synchronized void fail(Throwable cause) {
        failure = cause;
        drain();
    }

    /** Returns how many buffers nobody has asked for yet. */
    synchronized int unasked() {
        return waiting.size();
    }

    boolean awaitCancelled(Duration atMost) throws InterruptedException {
        return cancelled.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void subscribe(Flow.Subscriber<? super ByteBuffer> reader) {
        subscriber = reader;
        reader.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                synchronized (ScriptedBody.this) {
                    demand += n;
                    drain();
                }
            }

            @Override
            public void cancel() {
                cancelled.countDown();
            }
        });
        drain();
    }

    private void drain() {
        while (subscriber != null && demand > 0 && !waiting.isEmpty()) {
            demand--;
            subscriber.onNext(waiting.remove());
        }
        if (subscriber == null || over || !waiting.isEmpty()) {
            return;
        }
        if (failure != null) {
            over = true;
            subscriber.onError(failure);
        } else if (completed) {
            over = true;
            subscriber.onComplete();
        }
    }
}
