package io.throughline.standalone;

import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.Callback;

/** The end of an exchange, which Jetty wants to hear of once; the watch over the connection ends before, since Jetty then reads again. */
final class EndOnce implements Callback {
    private final Callback callback;
    private final ClientWatch watch;
    private final AtomicBoolean over = new AtomicBoolean();

    EndOnce(Callback callback, ClientWatch watch) {
        this.callback = callback;
        this.watch = watch;
    }

    /** What the client sends once it has the last byte is its next request: Jetty's to read, not the watch's. */
    void isNear() {
        watch.stop();
    }

    @Override
    public void succeeded() {
        if (over.compareAndSet(false, true)) {
            watch.stop();
            callback.succeeded();
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (over.compareAndSet(false, true)) {
            watch.stop();
            callback.failed(cause);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
