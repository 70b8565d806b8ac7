package io.throughline;

import io.throughline.access.Caller;
import io.throughline.dialect.registry.Dialects;
import io.throughline.mark.AnswerEdits;
import io.throughline.mark.CleanRequest;
import io.throughline.mark.InvisibleSignature;
import io.throughline.mark.MarkSettings;
import io.throughline.mark.MarkSettings.Signatures;
import io.throughline.mark.RequestCleaner;
import io.throughline.mark.SignedIds;
import io.throughline.mark.ToolStamp;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.route.ResponseOwners;
import io.throughline.thread.ContinuedCall;
import io.throughline.thread.Continuity;
import io.throughline.thread.CurrentSpan;
import io.throughline.thread.JoinRequest;
import io.throughline.thread.TraceIds;
import io.throughline.thread.TraceRef;
import io.throughline.wire.ByteBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where a call joins its conversation: our marks are taken out of the request, its trace is found, and it is decided what its answer gains so that
 * the next call finds it, too. Safe for use by many threads.
 */
final class Joining {
    private static final Set<String> TOLD = Set.of("header", "context");

    private final MarkSettings settings;
    private final InvisibleSignature signatures;
    private final RequestCleaner cleaner;
    private final Continuity continuity;
    private final ResponseOwners owners;
    private final AgentWatch watch;
    private final Extras extras;
    private final ByteBudget held;
    private final LongAdder rejected;

    /**
     * Makes one.
     *
     * @param settings what answers gain
     * @param signatures signs them
     * @param continuity finds traces
     * @param owners learns of responses that other nodes have served
     * @param watch learns of calls and their agents
     * @param extras writes what answers tell of their call
     * @param held what all whole answers in memory share
     * @param rejected counts signatures that are none of ours, or another tenant's
     */
    Joining(
            MarkSettings settings,
            InvisibleSignature signatures,
            Continuity continuity,
            ResponseOwners owners,
            AgentWatch watch,
            Extras extras,
            ByteBudget held,
            LongAdder rejected) {
        this.settings = settings;
        this.signatures = signatures;
        RequestCleaner ours = RequestCleaner.of(signatures, settings.stampField());
        this.cleaner = settings.readsWhyOps() ? ours.readingWhyOps() : ours;
        this.continuity = continuity;
        this.owners = owners;
        this.watch = watch;
        this.extras = extras;
        this.held = held;
        this.rejected = rejected;
    }

    /**
     * A call that stands in its trace.
     *
     * @param body the request without our marks
     * @param finish what its answer gains
     */
    @SuppressWarnings("ArrayRecordComponent") // read, not compared
    record Joined(byte[] body, Finish finish) {}

    /** Finds the trace of a call. What can't be found out is no reason to fail: the trace is a new one then. */
    CompletionStage<Joined> join(
            Endpoint.ProviderCall call, byte[] body, Caller caller, ProxyRequest inbound, Recording recording) {
        Optional<CurrentSpan> span = CurrentSpan.of(inbound.attributes());
        if (call == Endpoint.ModelCall.COUNT_TOKENS) {
            CleanRequest clean = cleaned(call.dialect(), caller, body);
            return find(Dialects.MESSAGES.name(), clean, caller, recording).thenApply(found -> {
                Heard heard = placed(span, caller, recording, new Found(found.ids(), Optional.empty()));
                return new Joined(clean.body(), finish(call, AnswerEdits.NONE, heard, recording));
            });
        }
        if (!call.isConversation()) {
            Heard heard = placed(span, caller, recording, Found.nothing(recording.ids()));
            Joined joined = new Joined(clean(call, caller, body), finish(call, AnswerEdits.NONE, heard, recording));
            return call instanceof Endpoint.StoredResponse stored
                    ? remembered(stored, caller).thenApply(done -> joined)
                    : CompletableFuture.completedStage(joined);
        }
        CleanRequest clean = cleaned(call.dialect(), caller, body);
        return find(call.dialect(), clean, caller, recording).thenApply(found -> {
            Heard heard = placed(span, caller, recording, found);
            AnswerEdits edits = edits(body, caller, inbound, recording);
            return new Joined(clean.body(), finish(call, edits, heard, recording));
        });
    }

    private CleanRequest cleaned(String dialect, Caller caller, byte[] body) {
        CleanRequest clean = cleaner.clean(dialect, caller.tenant(), body);
        if (clean.rejected() > 0) {
            rejected.add(clean.rejected());
        }
        return clean;
    }

    /** Texts that are counted or embedded may be an assistant's as well: no model sees a mark of ours. */
    private byte[] clean(Endpoint.ProviderCall call, Caller caller, byte[] body) {
        return call.isConversation() || call instanceof Endpoint.ModelCall
                ? cleaner.clean(call.dialect(), caller.tenant(), body).body()
                : body;
    }

    /** Another node may have served the response that is asked for, or this one before it began anew. */
    private CompletionStage<Void> remembered(Endpoint.StoredResponse stored, Caller caller) {
        return continuity.hasServed(caller.tenant(), stored.id()).thenAccept(served -> {
            if (served) {
                owners.note(stored.id(), caller.tenant());
            }
        });
    }

    /**
     * What was found out of a call.
     *
     * @param ids where it stands
     * @param call what its answer is noted for; empty where nothing of the request is known
     */
    record Found(TraceIds ids, Optional<ContinuedCall> call) {
        /** Returns what is known of a call whose conversation can't be looked up. */
        static Found nothing(TraceIds told) {
            return new Found(told, Optional.empty());
        }
    }

    /** Finds the trace of a call that goes out as it is. The stage never fails; nothing is noted of the call yet. */
    CompletionStage<Found> find(String dialect, byte[] body, Caller caller, Recording recording) {
        return find(dialect, cleaned(dialect, caller, body), caller, recording);
    }

    private CompletionStage<Found> find(String dialect, CleanRequest clean, Caller caller, Recording recording) {
        ContinuedCall continued = continuity.call(request(dialect, clean, caller, recording));
        return continued.join().thenApply(ids -> new Found(ids, Optional.of(continued)));
    }

    /** Returns what {@link #join} would make of a call that is not made. */
    Joined imagined(Endpoint.ProviderCall call, byte[] body, Caller caller, Recording recording) {
        byte[] clean = clean(call, caller, body);
        Heard nobody = new Heard(Optional.empty(), AgentWatch.Span.none(recording.ids()));
        return new Joined(clean, finish(call, AnswerEdits.NONE, nobody, recording));
    }

    private static JoinRequest request(String dialect, CleanRequest clean, Caller caller, Recording recording) {
        List<TraceRef> signed = new ArrayList<>();
        clean.signatures().forEach(ids -> signed.add(new TraceRef(ids.traceId(), ids.threadId())));
        clean.whyOpsTraces().forEach(id -> signed.add(TraceRef.of(id)));
        return new JoinRequest(
                caller.tenant(),
                recording.user(),
                recording.ids(),
                dialect,
                new Body.Bytes(clean.body()),
                clean.stamps(),
                signed);
    }

    /**
     * Places a call in its trace; what no source places in one is in the one of the span in which it is made.
     *
     * @return who is to hear the answer
     */
    Heard placed(Optional<CurrentSpan> span, Caller caller, Recording recording, Found found) {
        TraceIds ids = found.ids();
        if (span.isPresent()) {
            TraceIds within = ids.within(span.get());
            ids = ids.matchedBy().equals("new")
                    ? within.in(TraceRef.of(span.get().traceId()), "span")
                    : within;
        }
        recording.joined(ids);
        return new Heard(
                found.call().map(call -> call.served(recording.ids())),
                recording.isKept() ? watch.entered(caller, recording.agent(), recording) : AgentWatch.Span.none(ids));
    }

    private Finish finish(Endpoint.ProviderCall call, AnswerEdits edits, Heard heard, Recording recording) {
        boolean told = settings.extras() && (call.isConversation() || call == Endpoint.ModelCall.EMBEDDINGS);
        return new Finish(call, heard, edits, told ? Optional.of(extras) : Optional.empty(), recording, held);
    }

    private AnswerEdits edits(byte[] body, Caller caller, ProxyRequest inbound, Recording recording) {
        TraceIds ids = recording.ids();
        AnswerEdits edits = AnswerEdits.NONE;
        if (isSigned(inbound, ids) && !JsonMode.isOn(body)) {
            edits = edits.withSignature(signatures.sign(caller.tenant(), new SignedIds(ids.traceId(), ids.threadId())));
        }
        boolean stamped = settings.stamps()
                || inbound.headers()
                        .first("x-throughline-tool-stamp")
                        .filter("true"::equalsIgnoreCase)
                        .isPresent();
        return stamped ? edits.withStamp(new ToolStamp(settings.stampField(), ids.traceId())) : edits;
    }

    /** Whoever names the trace keeps it; code in this JVM knows its context. */
    private boolean isSigned(ProxyRequest inbound, TraceIds ids) {
        boolean inProcess = inbound.attributes().get(Caller.KEY).isPresent();
        return settings.signatures() != Signatures.OFF
                && (settings.signatures() == Signatures.ALWAYS || !inProcess)
                && !TOLD.contains(ids.matchedBy());
    }
}
