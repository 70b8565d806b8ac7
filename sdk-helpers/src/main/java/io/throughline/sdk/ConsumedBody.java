package io.throughline.sdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;

/** Hands a body to one of HttpClient's consumers, a buffer whenever it has room left. Cancelling it ends the call. */
final class ConsumedBody implements Flow.Subscriber<ByteBuffer>, CapacityChannel, Cancellable {
    private final AsyncDataConsumer consumer;
    private final AsyncExecCallback callback;
    private final AtomicLong room = new AtomicLong();
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Flow.@Nullable Subscription source;

    ConsumedBody(AsyncDataConsumer consumer, AsyncExecCallback callback) {
        this.consumer = consumer;
        this.callback = callback;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        try {
            consumer.updateCapacity(this);
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
        if (over.get()) {
            subscription.cancel();
        }
    }

    @Override
    public void update(int increment) {
        room.accumulateAndGet(increment, (has, more) -> has > Long.MAX_VALUE - more ? Long.MAX_VALUE : has + more);
        ask();
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        room.addAndGet(-buffer.remaining());
        asked.set(false);
        try {
            consumer.consume(buffer);
            if (room.get() <= 0) {
                consumer.updateCapacity(this);
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
        ask();
    }

    @Override
    public void onError(Throwable failure) {
        fail(failure instanceof Exception known ? known : new IOException(failure));
    }

    @Override
    public void onComplete() {
        if (over.compareAndSet(false, true)) {
            try {
                consumer.streamEnd(List.of());
                callback.completed();
            } catch (IOException | HttpException | RuntimeException e) {
                callback.failed(e);
            }
        }
    }

    @Override
    public boolean cancel() {
        Flow.Subscription left = source;
        if (over.compareAndSet(false, true) && left != null) {
            left.cancel();
        }
        return true;
    }

    private void ask() {
        Flow.Subscription more = source;
        if (more != null && !over.get() && room.get() > 0 && asked.compareAndSet(false, true)) {
            more.request(1);
        }
    }

    private void fail(Exception failure) {
        Flow.Subscription left = source;
        if (over.compareAndSet(false, true)) {
            if (left != null) {
                left.cancel();
            }
            callback.failed(failure);
        }
    }
}
