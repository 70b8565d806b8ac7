package io.throughline.thread;

import io.throughline.thread.ContinuityIndex.Entry;
import io.throughline.thread.history.History;
import io.throughline.thread.history.HistoryReader;
import io.throughline.thread.history.ReferenceForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread through every call: finds the trace of a call by asking the sources in their order, and keeps what was served, so that the next call
 * finds it. Safe for use by many threads.
 */
public final class Continuity {
    private static final Logger LOG = LoggerFactory.getLogger(Continuity.class);

    private final List<TraceSource> sources;
    private final ContinuityIndex index;
    private final ContinuityKeys keys;
    private final HistoryReader histories;
    private final Duration timeToLive;

    /**
     * Makes one.
     *
     * @param sources who is asked, the surest first: {@link #sources}
     * @param index keeps what was served; whoever made it closes it
     * @param keys makes its keys
     * @param timeToLive how long a conversation may pause
     * @param stamps names of the fields that stamps are written to: no arguments of the model's
     */
    public Continuity(
            List<TraceSource> sources,
            ContinuityIndex index,
            ContinuityKeys keys,
            Duration timeToLive,
            List<String> stamps) {
        this.sources = List.copyOf(sources);
        this.index = index;
        this.keys = keys;
        this.histories = new HistoryReader(keys.seed(), stamps);
        this.timeToLive = timeToLive;
    }

    /**
     * Returns the sources in their order of precedence: headers, {@code known}, references, stamps, signatures, conversation prefixes.
     *
     * @param known sources that know the trace from beside the request, such as the thread that makes the call
     */
    public static List<TraceSource> sources(TraceSource... known) {
        List<TraceSource> all = new ArrayList<>();
        all.add(new HeaderSource());
        all.addAll(List.of(known));
        all.addAll(List.of(new ReferenceSource(), new StampSource(), new SignatureSource(), new ConversationPrefix()));
        return all;
    }

    /** Begins a call. */
    public ContinuedCall call(JoinRequest request) {
        return new ContinuedCall(this, request, keys.scope(request.tenant(), request.user()));
    }

    /** Returns whether a tenant was served something of this id, such as a stored response, on any node. The stage never fails. */
    public CompletionStage<Boolean> hasServed(String tenant, String id) {
        if (!ReferenceForm.isReference(id)) {
            return CompletableFuture.completedStage(false);
        }
        return index.find(List.of(keys.scope(tenant, Optional.empty()).reference(id)))
                .thenApply(found -> !(found.get(0) instanceof Entry.Unknown))
                .exceptionally(failure -> false);
    }

    History read(JoinRequest request) {
        return histories.read(request.dialect(), request.body().bytes());
    }

    CompletionStage<TraceIds> join(ContinuedCall call) {
        TraceIds told = call.request().told();
        try {
            List<Asked> asked = ask(call);
            List<ContinuityKey> wanted = asked.stream()
                    .flatMap(source -> source.claim().keys().stream())
                    .toList();
            CompletionStage<List<Entry>> found =
                    wanted.isEmpty() ? CompletableFuture.completedStage(List.of()) : index.find(wanted);
            return found.thenApply(entries -> first(asked, entries, told))
                    .exceptionally(failure -> lost(told, failure));
        } catch (RuntimeException e) {
            return CompletableFuture.completedStage(lost(told, e));
        }
    }

    CompletionStage<Void> note(Collection<ContinuityKey> served, TraceRef trace) {
        return index.note(served, trace, timeToLive);
    }

    /** Nobody is asked behind one who is certain. */
    private List<Asked> ask(ContinuedCall call) {
        List<Asked> asked = new ArrayList<>();
        for (TraceSource source : sources) {
            TraceSource.Claim claim = source.claim(call);
            asked.add(new Asked(source, claim));
            if (claim.certain()) {
                break;
            }
        }
        return asked;
    }

    private static TraceIds first(List<Asked> asked, List<Entry> entries, TraceIds told) {
        int from = 0;
        for (Asked source : asked) {
            int to = from + source.claim().keys().size();
            Optional<TraceRef> trace = source.claim().reading().apply(entries.subList(from, to));
            if (trace.isPresent()) {
                return told.in(trace.get(), source.source().name());
            }
            from = to;
        }
        return told;
    }

    private static TraceIds lost(TraceIds told, Throwable failure) {
        LOG.warn("A call's trace could not be looked up: {}", failure.getClass().getSimpleName());
        return told;
    }

    private record Asked(TraceSource source, TraceSource.Claim claim) {}
}
