package io.throughline.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;

/** Writes a published body: asks for one buffer at a time, the next when the connection has taken the last. */
final class PublishedRequestBody implements RequestBody, Flow.Subscriber<ByteBuffer> {
    private final Flow.Publisher<ByteBuffer> publisher;
    private final OptionalLong length;
    private final Consumer<UpstreamException> broken;

    private @Nullable DataStreamChannel channel;
    private Flow.@Nullable Subscription subscription;
    private @Nullable ByteBuffer pending;
    private long written;
    private boolean complete;
    private boolean cancelled;

    PublishedRequestBody(
            Flow.Publisher<ByteBuffer> publisher, OptionalLong length, Consumer<UpstreamException> broken) {
        this.publisher = publisher;
        this.length = length;
        this.broken = broken;
    }

    @Override
    public synchronized int available() {
        return pending != null || complete ? 1 : 0;
    }

    @Override
    public boolean produce(DataStreamChannel to) throws IOException {
        if (begin(to)) {
            publisher.subscribe(this);
        }
        Flow.Subscription ask;
        synchronized (this) {
            ByteBuffer buffer = pending;
            if (buffer == null) {
                return complete && end(to);
            }
            written += to.write(buffer);
            if (buffer.hasRemaining()) {
                return false;
            }
            pending = null;
            ask = subscription;
        }
        if (ask != null) {
            ask.request(1);
        }
        return false;
    }

    @Override
    public void cancel() {
        Flow.Subscription left;
        synchronized (this) {
            cancelled = true;
            pending = null;
            left = complete ? null : subscription;
        }
        if (left != null) {
            left.cancel();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        boolean left;
        synchronized (this) {
            subscription = source;
            left = cancelled;
        }
        if (left) {
            source.cancel();
        } else {
            source.request(1);
        }
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        synchronized (this) {
            if (!cancelled) {
                pending = buffer.slice();
            }
        }
        wake();
    }

    @Override
    public void onError(Throwable cause) {
        broken.accept(new UpstreamException(
                UpstreamException.Kind.CANCELLED,
                "the request's body broke (" + cause.getClass().getSimpleName() + ")"));
    }

    @Override
    public void onComplete() {
        synchronized (this) {
            complete = true;
        }
        wake();
    }

    private synchronized boolean begin(DataStreamChannel to) {
        boolean first = channel == null;
        channel = to;
        return first;
    }

    private boolean end(DataStreamChannel to) throws IOException {
        if (length.isPresent() && length.getAsLong() != written) {
            throw new UpstreamException(
                    UpstreamException.Kind.CANCELLED, "the request's body is not as long as it said");
        }
        to.endStream();
        return true;
    }

    private void wake() {
        DataStreamChannel to;
        synchronized (this) {
            to = channel;
        }
        if (to != null) {
            to.requestOutput();
        }
    }
}
