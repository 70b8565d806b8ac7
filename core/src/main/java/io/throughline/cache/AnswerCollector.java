package io.throughline.cache;

import io.throughline.Headers;
import io.throughline.Tap;
import io.throughline.wire.ByteBudget;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Keeps an answer's bytes as they go by, until there are too many of them. Hands them on once the answer has ended without a fault. Of a client that
 * leaves, too: it may have left behind the last event.
 */
final class AnswerCollector implements Tap {
    private final Headers headers;
    private final int most;
    private final ByteBudget held;
    private final Consumer<Collected> ended;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private boolean given;
    private int taken;

    AnswerCollector(Headers headers, int most, ByteBudget held, Consumer<Collected> ended) {
        this.headers = headers;
        this.most = most;
        this.held = held;
        this.ended = ended;
    }

    @Override
    public void bytes(ByteBuffer passing) {
        int count = passing.remaining();
        if (given) {
            return;
        }
        if (taken + (long) count > most || !held.take(count)) {
            give();
            return;
        }
        taken += count;
        byte[] chunk = new byte[count];
        passing.duplicate().get(chunk);
        bytes.writeBytes(chunk);
    }

    @Override
    public void end(End end) {
        if (given) {
            return;
        }
        if (end instanceof End.Failed) {
            give();
        } else {
            given = true;
            ended.accept(new Collected(this, end instanceof End.Completed));
        }
    }

    private void give() {
        given = true;
        bytes.reset();
        held.give(taken);
        taken = 0;
    }

    /** Bytes of a whole body; whoever has looked at them lets go of them. */
    static final class Collected {
        private final AnswerCollector from;
        private final boolean completed;

        private Collected(AnswerCollector from, boolean completed) {
            this.from = from;
            this.completed = completed;
        }

        byte[] bytes() {
            return from.bytes.toByteArray();
        }

        Headers headers() {
            return from.headers;
        }

        boolean completed() {
            return completed;
        }

        void letGo() {
            from.give();
        }
    }
}
