package io.throughline.junit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;

/**
 * Pieces of a body, one at a time as they are asked for.
 *
 * @param pieces the pieces
 * @param end how they end
 */
record Chunks(List<byte[]> pieces, Interaction.End end) implements Flow.Publisher<ByteBuffer> {
    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> reader) {
        reader.onSubscribe(new Handing(this, reader));
    }

    private static final class Handing implements Flow.Subscription {
        private final Chunks chunks;
        private final Flow.Subscriber<? super ByteBuffer> reader;
        private int next;
        private long demand;
        private boolean over;
        private boolean handing;

        Handing(Chunks chunks, Flow.Subscriber<? super ByteBuffer> reader) {
            this.chunks = chunks;
            this.reader = reader;
        }

        @Override
        public void request(long count) {
            synchronized (this) {
                demand = count > Long.MAX_VALUE - demand ? Long.MAX_VALUE : demand + count;
                if (handing) {
                    return;
                }
                handing = true;
            }
            boolean more = true;
            while (more) {
                more = hand();
            }
        }

        @Override
        public synchronized void cancel() {
            over = true;
        }

        /** Hands out a piece, or the end; returns whether there may be more to hand out now. */
        private boolean hand() {
            Runnable step;
            synchronized (this) {
                if (!over && next == chunks.pieces().size()) {
                    over = true;
                    step = this::finish;
                } else if (!over && demand > 0) {
                    demand--;
                    byte[] piece = chunks.pieces().get(next++);
                    step = () -> reader.onNext(ByteBuffer.wrap(piece).asReadOnlyBuffer());
                } else {
                    handing = false;
                    return false;
                }
            }
            step.run();
            return true;
        }

        private void finish() {
            if (chunks.end() == Interaction.End.BROKEN) {
                reader.onError(new IOException("the connection broke, as it did when this was recorded"));
            } else {
                reader.onComplete();
            }
        }
    }
}
