package io.throughline;

import io.throughline.wire.ByteBudget;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps a request's body that goes by, up to a limit, until the call's end. What is larger is not kept at all. */
final class RequestTap implements Tap {
    private final long most;
    private final ByteBudget budget;
    private final Consumer<byte[]> whole;
    private @Nullable ByteArrayOutputStream kept = new ByteArrayOutputStream(1024);
    private long taken;

    /**
     * Makes the tap of one body.
     *
     * @param most how many bytes are kept
     * @param budget what all such bodies share
     * @param whole takes the body once it has gone by
     */
    RequestTap(long most, ByteBudget budget, Consumer<byte[]> whole) {
        this.most = most;
        this.budget = budget;
        this.whole = whole;
    }

    @Override
    public synchronized void bytes(ByteBuffer bytes) {
        if (kept == null) {
            return;
        }
        int count = bytes.remaining();
        if (taken + count > most || !budget.take(count)) {
            forget();
            return;
        }
        taken += count;
        byte[] chunk = new byte[count];
        bytes.get(chunk);
        kept.write(chunk, 0, count);
    }

    @Override
    public synchronized void end(End end) {
        if (kept != null) {
            whole.accept(kept.toByteArray());
        }
    }

    /** Lets go of what was kept. */
    synchronized void forget() {
        budget.give(taken);
        taken = 0;
        kept = null;
    }
}
