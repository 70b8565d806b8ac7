package io.throughline.translate;

import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.Usage;
import org.jspecify.annotations.Nullable;

/** Tells the client the tokens of all parts of an answer together. Used by one thread at a time. */
final class SummedUsage implements StreamEvent.Sink {
    private final StreamEvent.Sink sink;
    private @Nullable Usage before;

    SummedUsage(StreamEvent.Sink sink) {
        this.sink = sink;
    }

    /** Adds the tokens of a part that broke. */
    void add(Usage used) {
        before = before == null ? used : used.plus(before);
    }

    @Override
    public void accept(StreamEvent event) {
        Usage sum = before;
        sink.accept(
                sum != null && event instanceof StreamEvent.UsageTold told
                        ? new StreamEvent.UsageTold(told.usage().plus(sum))
                        : event);
    }
}
