package io.throughline.thread;

import io.throughline.thread.ContinuityIndex.Entry;
import java.util.List;
import java.util.Optional;

/** The trace that stands in the arguments of an earlier call of a tool. Its thread is looked up; where it is not known, it is its own. */
final class StampSource implements TraceSource {
    @Override
    public String name() {
        return "stamp";
    }

    @Override
    public Claim claim(ContinuedCall call) {
        Optional<String> stamp =
                call.request().stamps().stream().filter(TraceIds::isId).findFirst();
        return stamp.map(id -> new Claim(List.of(call.keys().trace(id)), true, found -> Optional.of(trace(id, found))))
                .orElseGet(Claim::none);
    }

    private static TraceRef trace(String id, List<Entry> found) {
        return found.get(0) instanceof Entry.One one && one.trace().traceId().equals(id)
                ? one.trace()
                : TraceRef.of(id);
    }
}
