package io.throughline.thread;

import io.throughline.thread.ContinuityIndex.Entry;
import io.throughline.thread.history.Candidate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The history up to one of the assistant's messages, or the last of it, equals what was served before. The whole history counts before parts of
 * it, which are all there is of a history that was trimmed or summarised; the beginning of an answer counts last, for clients that lost its end.
 *
 * <p>Whoever was served a history has a claim to it. Where two traces have, it is nobody's: a stranger's trace is never taken for the client's own.
 */
final class ConversationPrefix implements TraceSource {
    @Override
    public String name() {
        return "prefix";
    }

    @Override
    public Claim claim(ContinuedCall call) {
        List<Candidate> candidates = call.history().candidates();
        List<ContinuityKey> keys = candidates.stream()
                .map(candidate -> call.keys().history(candidate.fingerprint()))
                .toList();
        return new Claim(keys, false, found -> surest(candidates, found));
    }

    private static Optional<TraceRef> surest(List<Candidate> candidates, List<Entry> found) {
        Set<Integer> disputed = new HashSet<>();
        for (int at = 0; at < found.size(); at++) {
            Candidate candidate = candidates.get(at);
            Entry entry = found.get(at);
            boolean beginning = candidate.kind() == Candidate.Kind.HEAD;
            if (entry instanceof Entry.One one && !(beginning && disputed.contains(candidate.turn()))) {
                return Optional.of(one.trace());
            }
            if (entry instanceof Entry.Ambiguous) {
                disputed.add(candidate.turn());
                // two traces with the same long history: what is older of it is theirs as well
                if (candidate.kind() == Candidate.Kind.WHOLE) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
