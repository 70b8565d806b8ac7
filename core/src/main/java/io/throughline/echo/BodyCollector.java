package io.throughline.echo;

import io.throughline.Body;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads a request's body to its end, up to a size. A body to pull from is read on the calling thread. */
final class BodyCollector implements Flow.Subscriber<ByteBuffer> {
    private static final int MOST_BYTES = 64 << 20;

    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription source;

    private BodyCollector() {}

    /** Returns the bytes of {@code body}; fails with an {@link IOException} where they are too many. */
    static CompletableFuture<byte[]> collect(Body body) {
        if (body instanceof Body.Bytes inMemory) {
            return CompletableFuture.completedFuture(inMemory.bytes());
        }
        BodyCollector collector = new BodyCollector();
        body.publisher(Runnable::run).subscribe(collector);
        return collector.whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        if (buffer.remaining() > MOST_BYTES - bytes.size()) {
            if (source != null) {
                source.cancel();
            }
            whole.completeExceptionally(new IOException("the request is larger than " + MOST_BYTES + " bytes"));
            return;
        }
        byte[] more = new byte[buffer.remaining()];
        buffer.get(more);
        bytes.writeBytes(more);
    }

    @Override
    public void onError(Throwable cause) {
        whole.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        whole.complete(bytes.toByteArray());
    }
}
