package io.throughline.thread;

import io.throughline.thread.ContinuityIndex.Entry;
import java.util.List;
import java.util.Optional;

/** An id that a provider made and the client gives back: of an earlier answer, a call of a tool, a message. The newest that is known wins. */
final class ReferenceSource implements TraceSource {
    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Claim claim(ContinuedCall call) {
        List<ContinuityKey> keys =
                call.history().references().stream().map(call.keys()::reference).toList();
        return new Claim(keys, false, ReferenceSource::first);
    }

    private static Optional<TraceRef> first(List<Entry> found) {
        for (Entry entry : found) {
            if (entry instanceof Entry.One one) {
                return Optional.of(one.trace());
            }
        }
        return Optional.empty();
    }
}
