package io.throughline.sdk;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The buffers of a publisher of lists of them, one by one, as they are asked for; the next list is asked for when all of the last are gone. */
record SingleBuffers(Flow.Publisher<List<ByteBuffer>> lists) implements Flow.Publisher<ByteBuffer> {
    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> reader) {
        lists.subscribe(new Unpacking(reader));
    }

    private static final class Unpacking implements Flow.Subscriber<List<ByteBuffer>>, Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> reader;
        private final Queue<ByteBuffer> waiting = new ArrayDeque<>();

        private volatile Flow.@Nullable Subscription source;
        private @Nullable Throwable failure;
        private long demand;
        private boolean asked;
        private boolean over;
        private boolean ended;
        private boolean draining;

        Unpacking(Flow.Subscriber<? super ByteBuffer> reader) {
            this.reader = reader;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            source = subscription;
            reader.onSubscribe(this);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            synchronized (this) {
                asked = false;
                buffers.stream().filter(ByteBuffer::hasRemaining).forEach(waiting::add);
            }
            drain();
        }

        @Override
        public void onError(Throwable thrown) {
            synchronized (this) {
                failure = thrown;
                over = true;
            }
            drain();
        }

        @Override
        public void onComplete() {
            synchronized (this) {
                over = true;
            }
            drain();
        }

        @Override
        public void request(long count) {
            if (count <= 0) {
                refuse(count);
                return;
            }
            synchronized (this) {
                demand = count > Long.MAX_VALUE - demand ? Long.MAX_VALUE : demand + count;
            }
            drain();
        }

        @Override
        public void cancel() {
            Flow.Subscription left;
            synchronized (this) {
                ended = true;
                waiting.clear();
                left = source;
            }
            if (left != null) {
                left.cancel();
            }
        }

        /** A reader that asks for nothing is told so, and gets nothing more (Reactive Streams, 3.9). */
        private void refuse(long count) {
            Flow.Subscription left = source;
            if (left != null) {
                left.cancel();
            }
            synchronized (this) {
                waiting.clear();
            }
            onError(new IllegalArgumentException("a demand of " + count));
        }

        /** One thread at a time; who comes while another drains leaves its news to that one. */
        private void drain() {
            synchronized (this) {
                if (draining) {
                    return;
                }
                draining = true;
            }
            for (Runnable step = next(); step != null; step = next()) {
                step.run();
            }
        }

        private synchronized @Nullable Runnable next() {
            if (!ended && demand > 0 && !waiting.isEmpty()) {
                demand--;
                ByteBuffer buffer = waiting.remove();
                return () -> reader.onNext(buffer);
            }
            if (!ended && waiting.isEmpty() && over) {
                ended = true;
                Throwable thrown = failure;
                return thrown == null ? reader::onComplete : () -> reader.onError(thrown);
            }
            Flow.Subscription more = source;
            if (!ended && demand > 0 && !asked && more != null) {
                asked = true;
                return () -> more.request(1);
            }
            draining = false;
            return null;
        }
    }
}
