package io.throughline.echo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Gives an answer step by step, one buffer a step, each when it is due and asked for, whichever is later. Nothing is made beforehand, and
 * no thread waits: what is due is given on the thread that asks, the rest on the timer's. For one subscriber.
 */
final class PacedPublisher implements Flow.Publisher<ByteBuffer> {
    private final EchoScript script;
    private final AnswerWriter writer;
    private final EchoTimer timer;
    private final AtomicBoolean taken = new AtomicBoolean();

    PacedPublisher(EchoScript script, AnswerWriter writer, EchoTimer timer) {
        this.script = script;
        this.writer = writer;
        this.timer = timer;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        if (taken.compareAndSet(false, true)) {
            subscriber.onSubscribe(new Giving(subscriber));
            return;
        }
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
        subscriber.onError(new IllegalStateException("this answer was read already"));
    }

    private final class Giving implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final long start = timer.now();
        private long demand;
        private long tokens;
        private int next;
        private boolean giving;
        private boolean done;
        private @Nullable Runnable callOff;

        private Giving(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (n <= 0) {
                fail(new IllegalArgumentException("a subscriber asked for " + n + " buffers"));
                return;
            }
            synchronized (this) {
                demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            }
            give();
        }

        @Override
        public void cancel() {
            finish();
        }

        private void give() {
            synchronized (this) {
                if (giving) {
                    return;
                }
                giving = true;
            }
            try {
                for (Step step = takeDue(); step != null; step = takeDue()) {
                    give(step);
                }
            } catch (RejectedExecutionException e) {
                fail(new IOException("the echo provider was closed", e));
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        /** Takes the next step; null where there is none to be given now. */
        private synchronized @Nullable Step takeDue() {
            Step step = done || demand == 0 || callOff != null
                    ? null
                    : script.steps().get(next);
            if (step == null || step instanceof Step.Stall) {
                giving = false;
                return null;
            }
            long wait = start + script.due(tokens, step) - timer.now();
            if (wait > 0) {
                giving = false;
                callOff = timer.after(wait, this::wake);
                return null;
            }
            demand--;
            next++;
            tokens += step.tokens();
            return step;
        }

        private void wake() {
            synchronized (this) {
                callOff = null;
            }
            give();
        }

        private void give(Step step) {
            if (step instanceof Step.Cut) {
                fail(new IOException("the echo provider was told to cut the connection"));
                return;
            }
            subscriber.onNext(ByteBuffer.wrap(writer.frames(step)).asReadOnlyBuffer());
            if ((step instanceof Step.Finish || step instanceof Step.Fail) && finish()) {
                subscriber.onComplete();
            }
        }

        private void fail(Throwable cause) {
            if (finish()) {
                subscriber.onError(cause);
            }
        }

        private synchronized boolean finish() {
            boolean first = !done;
            done = true;
            if (callOff != null) {
                callOff.run();
                callOff = null;
            }
            return first;
        }
    }
}
