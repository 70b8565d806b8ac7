package io.throughline;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.Flow;

/** A body that comes in pieces, each when it is asked for. */
final class Pieces implements Flow.Publisher<ByteBuffer> {
    private final List<ByteBuffer> pieces;

    private Pieces(List<ByteBuffer> pieces) {
        this.pieces = pieces;
    }

    /** Returns a body in two pieces; in one where the cut is at either end. */
    static Body cut(byte[] bytes, int cut) {
        List<ByteBuffer> pieces = List.of(
                ByteBuffer.wrap(Arrays.copyOf(bytes, cut)),
                ByteBuffer.wrap(Arrays.copyOfRange(bytes, cut, bytes.length)));
        return new Body.Push(
                new Pieces(pieces.stream().filter(ByteBuffer::hasRemaining).toList()), OptionalLong.empty());
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> reader) {
        reader.onSubscribe(new Giving(reader));
    }

    /** What is asked for while a piece is being given is given after it. */
    private final class Giving implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> reader;
        private final Queue<ByteBuffer> left = new ArrayDeque<>(pieces);
        private long demand;
        private boolean busy;

        private Giving(Flow.Subscriber<? super ByteBuffer> reader) {
            this.reader = reader;
        }

        @Override
        public void request(long n) {
            demand += n;
            if (busy) {
                return;
            }
            busy = true;
            while (demand > 0 && !left.isEmpty()) {
                demand--;
                reader.onNext(left.remove());
                if (left.isEmpty()) {
                    reader.onComplete();
                }
            }
            busy = false;
        }

        @Override
        public void cancel() {
            left.clear();
        }
    }
}
