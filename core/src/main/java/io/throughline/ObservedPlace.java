package io.throughline;

import io.throughline.access.Caller;
import io.throughline.record.Recording;
import io.throughline.thread.CurrentSpan;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where an observed call stands: looked up while its request is on the way, and settled once, at the latest a moment after the answer has come. The
 * request waits for nothing. Safe for use by many threads.
 */
final class ObservedPlace {
    private static final long PATIENCE_MILLIS = 100;

    private final Joining joining;
    private final Optional<CurrentSpan> span;
    private final Caller caller;
    private final Recording recording;
    private final AtomicBoolean settled = new AtomicBoolean();
    private final CompletableFuture<Heard> heard = new CompletableFuture<>();
    private volatile boolean asked;

    /**
     * Makes one.
     *
     * @param joining finds traces
     * @param span the span in which the application makes the call
     * @param caller who calls
     * @param recording what the call is recorded in: its ids are those that the header fields and the context say
     */
    ObservedPlace(Joining joining, Optional<CurrentSpan> span, Caller caller, Recording recording) {
        this.joining = joining;
        this.span = span;
        this.caller = caller;
        this.recording = recording;
    }

    /** The request's conversation is known: it is looked up. */
    void asked(String dialect, byte[] body) {
        asked = true;
        joining.find(dialect, body, caller, recording).thenAccept(this::settle);
    }

    /** Returns who is to hear the answer that has come: at once, unless a shared index is slower than the provider. */
    CompletionStage<Heard> answered() {
        if (!heard.isDone()) {
            if (asked) {
                CompletableFuture.delayedExecutor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(this::unfound);
                return heard.thenApplyAsync(it -> it); // the index's thread is not the application's
            }
            unfound();
        }
        return heard;
    }

    private void unfound() {
        settle(Joining.Found.nothing(recording.ids()));
    }

    private void settle(Joining.Found found) {
        if (settled.compareAndSet(false, true)) {
            try {
                heard.complete(joining.placed(span, caller, recording, found));
            } catch (RuntimeException | LinkageError e) {
                heard.completeExceptionally(e);
            }
        }
    }
}
