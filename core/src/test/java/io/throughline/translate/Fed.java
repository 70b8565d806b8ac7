package io.throughline.translate;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** A source that gives its pieces as they are asked for, and then completes or breaks. */
final class Fed implements Flow.Publisher<ByteBuffer> {
    private final Iterator<ByteBuffer> pieces;
    private final Optional<Throwable> breaksWith;
    private final Executor thread;
    volatile boolean cancelled;
    volatile long given;

    Fed(Iterator<ByteBuffer> pieces, Optional<Throwable> breaksWith, Executor thread) {
        this.pieces = pieces;
        this.breaksWith = breaksWith;
        this.thread = thread;
    }

    static Fed of(List<ByteBuffer> pieces) {
        return new Fed(pieces.iterator(), Optional.empty(), Runnable::run);
    }

    static Fed breaking(List<ByteBuffer> pieces, Throwable cause) {
        return new Fed(pieces.iterator(), Optional.of(cause), Runnable::run);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> reader) {
        reader.onSubscribe(new Giving(reader));
    }

    /** What is asked for while a piece is being given is given after it. */
    private final class Giving implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> reader;
        private final Queue<Long> asked = new ArrayDeque<>();
        private boolean busy;
        private boolean over;

        private Giving(Flow.Subscriber<? super ByteBuffer> reader) {
            this.reader = reader;
        }

        @Override
        public void request(long n) {
            thread.execute(() -> give(n));
        }

        private void give(long n) {
            asked.add(n);
            if (busy) {
                return;
            }
            busy = true;
            while (!asked.isEmpty()) {
                long left = asked.remove();
                while (left-- > 0 && !over && !cancelled) {
                    giveOne();
                }
            }
            busy = false;
        }

        private void giveOne() {
            if (pieces.hasNext()) {
                given++;
                reader.onNext(pieces.next());
            }
            if (!pieces.hasNext() && !cancelled) {
                over = true;
                breaksWith.ifPresentOrElse(reader::onError, reader::onComplete);
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
