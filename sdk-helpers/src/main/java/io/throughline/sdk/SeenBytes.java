package io.throughline.sdk;

import io.throughline.Body;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that go by elsewhere, as a body that whoever watches it sees. Nothing waits for it, and it fails nobody. To be told of bytes by one thread
 * at a time; its end comes once, from any thread.
 */
final class SeenBytes implements Flow.Publisher<ByteBuffer> {
    private final AtomicBoolean over = new AtomicBoolean();
    private Flow.@Nullable Subscriber<? super ByteBuffer> watcher;
    private Flow.@Nullable Subscription watch;

    /** Returns the body, to be given to who watches it. */
    Body body(OptionalLong length) {
        return new Body.Push(this, length);
    }

    /** Takes the body back, watched. */
    void watchedAs(Body body) {
        if (body instanceof Body.Push pushed) {
            pushed.publisher().subscribe(new Nobody());
        }
    }

    /** Bytes went by. They are copied: the buffer belongs to somebody else. */
    void saw(ByteBuffer bytes) {
        Flow.Subscriber<? super ByteBuffer> told = watcher;
        if (told != null && !over.get() && bytes.hasRemaining()) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            told.onNext(ByteBuffer.wrap(copy));
        }
    }

    /** That was all. */
    void completed() {
        Flow.Subscriber<? super ByteBuffer> told = watcher;
        if (over.compareAndSet(false, true) && told != null) {
            told.onComplete();
        }
    }

    /** The source broke. */
    void failed(Throwable cause) {
        Flow.Subscriber<? super ByteBuffer> told = watcher;
        if (over.compareAndSet(false, true) && told != null) {
            told.onError(cause);
        }
    }

    /** The reader left. */
    void left() {
        Flow.Subscription ended = watch;
        if (over.compareAndSet(false, true) && ended != null) {
            ended.cancel();
        }
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        watcher = subscriber;
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long buffers) {
                // what goes by does not wait
            }

            @Override
            public void cancel() {
                // nor does it end for who watches
            }
        });
    }

    /** Behind the watcher the bytes are of no use. */
    private final class Nobody implements Flow.Subscriber<ByteBuffer> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            watch = subscription;
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            // they have gone their way already
        }

        @Override
        public void onError(Throwable cause) {
            // who is concerned is told by the client
        }

        @Override
        public void onComplete() {
            // as above
        }
    }
}
