package io.throughline;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads a publisher as a stream: asks for one buffer at a time, so at most one waits in memory. */
final class PushInputStream extends InputStream {
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private final Object lock = new Object();

    private Flow.@Nullable Subscription subscription;
    private @Nullable ByteBuffer current;
    private @Nullable Throwable failure;
    private boolean asked;
    private boolean over;
    private boolean closed;

    Flow.Subscriber<ByteBuffer> subscriber() {
        return new OneAtATime();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer buffer = await();
        if (buffer == null) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(target, offset, count);
        return count;
    }

    @Override
    public int available() {
        synchronized (lock) {
            return current == null ? 0 : current.remaining();
        }
    }

    @Override
    public void close() {
        Flow.Subscription left;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            left = over ? null : subscription;
            lock.notifyAll();
        }
        if (left != null) {
            left.cancel();
        }
    }

    private @Nullable ByteBuffer await() throws IOException {
        try {
            subscribed.await();
            while (true) {
                Flow.Subscription ask;
                synchronized (lock) {
                    if (closed) {
                        throw new IOException("the stream was closed");
                    }
                    if (current != null && current.hasRemaining()) {
                        return current;
                    }
                    if (over) {
                        if (failure != null) {
                            throw new IOException("the source broke: " + failure.getMessage(), failure);
                        }
                        return null;
                    }
                    if (asked) {
                        lock.wait();
                        continue;
                    }
                    asked = true;
                    ask = subscription;
                }
                // outside the lock: a source may answer on this very thread
                if (ask != null) {
                    ask.request(1);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new InterruptedIOException("interrupted while waiting for bytes");
        }
    }

    private final class OneAtATime implements Flow.Subscriber<ByteBuffer> {
        @Override
        public void onSubscribe(Flow.Subscription source) {
            boolean left;
            synchronized (lock) {
                subscription = source;
                left = closed;
            }
            subscribed.countDown();
            if (left) {
                source.cancel();
            }
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            synchronized (lock) {
                current = buffer;
                asked = false;
                lock.notifyAll();
            }
        }

        @Override
        public void onError(Throwable cause) {
            end(cause);
        }

        @Override
        public void onComplete() {
            end(null);
        }

        private void end(@Nullable Throwable cause) {
            synchronized (lock) {
                over = true;
                failure = cause;
                lock.notifyAll();
            }
            subscribed.countDown();
        }
    }
}
