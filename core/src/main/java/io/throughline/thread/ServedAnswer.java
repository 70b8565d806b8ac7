package io.throughline.thread;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.StreamEvent;
import io.throughline.thread.history.ReferenceForm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Watches one answer and keeps what the client may come back with. Ids are kept as they pass; the conversation so far, when a choice is finished
 * and when the answer ends, however it ends. By the time a method returns, this node finds what was told to it. Used by one thread at a time.
 */
public final class ServedAnswer implements StreamEvent.Sink {
    private static final int MOST_CHOICES = 16;
    private static final int MOST_IDS = 256;

    private final ContinuedCall call;
    private final TraceRef trace;
    private final Continuity continuity;
    private final Map<Integer, ServedChoice> choices = new TreeMap<>();
    private final Set<String> ids = new HashSet<>();
    private final Set<Long> noted = new HashSet<>();
    private boolean tracked;

    ServedAnswer(ContinuedCall call, TraceRef trace, Continuity continuity) {
        this.call = call;
        this.trace = trace;
        this.continuity = continuity;
    }

    /** Takes an id that the client is told: of the answer, a message, an item, a call. What can't be an id is passed over. */
    public void reference(String id) {
        if (ids.size() < MOST_IDS && ReferenceForm.isReference(id) && ids.add(id)) {
            continuity.note(List.of(call.keys().reference(id)), trace);
        }
    }

    @Override
    public void accept(StreamEvent event) {
        if (event instanceof StreamEvent.TextDelta delta) {
            choice(delta.choice()).text(delta.block(), delta.text());
        } else if (event instanceof StreamEvent.ArgumentsDelta delta) {
            choice(delta.choice()).arguments(delta.block(), delta.json());
        } else if (event instanceof StreamEvent.BlockOpened opened) {
            if (opened.kind() instanceof StreamEvent.Kind.ToolCall called) {
                reference(called.id());
            }
            choice(opened.choice()).open(opened.block(), opened.kind());
        } else if (event instanceof StreamEvent.BlockClosed closed) {
            choice(closed.choice()).close(closed.block());
        } else if (event instanceof StreamEvent.Started started) {
            started.id().ifPresent(this::reference);
        } else if (event instanceof StreamEvent.Referable item) {
            reference(item.id());
        } else if (event instanceof StreamEvent.Restarted) {
            choices.clear();
        } else if (event instanceof StreamEvent.Finished || event instanceof StreamEvent.Ended) {
            end();
        }
    }

    /** Takes an answer that came whole, and ends. */
    public CompletionStage<Void> whole(Answer answer) {
        answer.id().ifPresent(this::reference);
        answer.items().forEach(this::reference);
        for (Answer.Choice told : answer.choices()) {
            ServedChoice choice = choice(told.index());
            for (Block block : told.blocks()) {
                if (block instanceof Block.ToolCall called) {
                    reference(called.id());
                }
                choice.block(block);
            }
        }
        return end();
    }

    /**
     * Keeps the conversation up to what has come of the answer. May be called at any time and again; what hasn't changed isn't kept again.
     *
     * @return completed when the index has it
     */
    public CompletionStage<Void> end() {
        Set<Long> fingerprints = new LinkedHashSet<>();
        choices.values().forEach(choice -> fingerprints.addAll(choice.fingerprints()));
        fingerprints.removeAll(noted);
        noted.addAll(fingerprints);
        List<ContinuityKey> keys = new ArrayList<>();
        if (!tracked) {
            tracked = true;
            keys.add(call.keys().trace(trace.traceId()));
            call.history().conversation().map(call.keys()::reference).ifPresent(keys::add);
        }
        fingerprints.forEach(fingerprint -> keys.add(call.keys().history(fingerprint)));
        return keys.isEmpty() ? CompletableFuture.completedStage(null) : continuity.note(keys, trace);
    }

    private ServedChoice choice(int number) {
        ServedChoice known = choices.get(number);
        if (known != null) {
            return known;
        }
        ServedChoice fresh = new ServedChoice(call.history());
        if (choices.size() < MOST_CHOICES) {
            choices.put(number, fresh);
        }
        return fresh;
    }
}
