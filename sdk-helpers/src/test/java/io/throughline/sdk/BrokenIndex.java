package io.throughline.sdk;

import io.throughline.Secret;
import io.throughline.thread.ContinuityIndex;
import io.throughline.thread.ContinuityIndexFactory;
import io.throughline.thread.ContinuityKey;
import io.throughline.thread.TraceRef;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** An index that throws, though it must not: in the place of Redis, at {@code redis://throws}. */
public final class BrokenIndex implements ContinuityIndexFactory {
    @Override
    public boolean opens(Secret uri) {
        return uri.reveal().startsWith("redis://throws");
    }

    @Override
    public ContinuityIndex open(Secret uri, ContinuityIndex memory) {
        return new Throwing();
    }

    private static final class Throwing implements ContinuityIndex {
        @Override
        public CompletionStage<List<Entry>> find(List<ContinuityKey> keys) {
            throw new IllegalStateException("broken");
        }

        @Override
        public CompletionStage<Void> note(Collection<ContinuityKey> keys, TraceRef trace, Duration timeToLive) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void close() {}
    }
}
