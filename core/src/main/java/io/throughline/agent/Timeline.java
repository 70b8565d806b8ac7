package io.throughline.agent;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a trace's latest spans: enough to place an event. Of a long trace the oldest are forgotten. Used under its own lock.
 *
 * <p>Twenty thousand are kept, most of them of one call without a tool, and each is copied by several collections of young objects: so what a
 * trace has none of is not made.
 */
final class Timeline {
    private static final int MOST_CALLS = 64;
    private static final int MOST_LINKS = 512;
    private static final int LONGEST_CHAIN = 1024;

    private final LongAdder entries;
    private Map<String, String> spansOfToolCalls = Map.of();
    private Map<String, String> parents = Map.of();
    private @Nullable Call newest;
    private int calls;
    private int counted;
    private boolean forgotten;
    private String threadId;

    /**
     * Makes one.
     *
     * @param threadId the trace's thread
     * @param entries how many calls and links all timelines hold
     */
    Timeline(String threadId, LongAdder entries) {
        this.threadId = threadId;
        this.entries = entries;
    }

    /** No longer counts: whoever still holds it lets go of it soon. */
    synchronized void forget() {
        forgotten = true;
        entries.add(-counted);
        counted = 0;
    }

    private void count() {
        int now = forgotten ? 0 : calls + spansOfToolCalls.size() + parents.size();
        entries.add(now - counted);
        counted = now;
    }

    synchronized void began(String spanId, Optional<String> agent, String thread, Instant at) {
        threadId = thread;
        newest = new Call(spanId, agent, at, newest);
        calls++;
        if (calls > MOST_CALLS) {
            forgetOldest(newest);
        }
        count();
    }

    private void forgetOldest(Call first) {
        Call last = first;
        calls = 1;
        while (calls < MOST_CALLS && last.before != null) {
            last = last.before;
            calls++;
        }
        last.before = null;
    }

    private @Nullable Call call(String spanId) {
        Call call = newest;
        while (call != null && !call.spanId.equals(spanId)) {
            call = call.before;
        }
        return call;
    }

    synchronized void ended(String spanId, Instant at) {
        Call call = call(spanId);
        if (call != null) {
            call.ended = at;
        }
    }

    synchronized void calledTool(String spanId, String toolCallId) {
        spansOfToolCalls = with(spansOfToolCalls, toolCallId, spanId);
        count();
    }

    synchronized String threadId() {
        return threadId;
    }

    /** Returns what an event follows from, by the model's own numbers of its calls first, by time where there is none. */
    synchronized Optional<String> parentOf(RuntimeEvent event, Instant at) {
        for (String id : event.toolCallIds()) {
            String span = spansOfToolCalls.get(id);
            if (span != null) {
                return Optional.of(span);
            }
        }
        String sameSpan = event.spanId().map(parents::get).orElse(null);
        if (sameSpan != null) {
            return Optional.of(sameSpan); // the answer to an event stands beside it
        }
        return event.type() == EventType.USER_MESSAGE ? Optional.empty() : byTime(event.agentName(), at);
    }

    /** The call that ended last before the event; where none had, the one that was under way. */
    private Optional<String> byTime(Optional<String> agent, Instant at) {
        Call latest = null;
        Call running = null;
        for (Call call = newest; call != null; call = call.before) {
            if (call.began.isAfter(at) || (agent.isPresent() && !agent.equals(call.agent))) {
                continue;
            }
            if (call.ended == null || call.ended.isAfter(at)) {
                running = running == null ? call : running;
            } else if (latest == null || call.ended.isAfter(latest.ended)) {
                latest = call;
            }
        }
        Call found = latest == null ? running : latest;
        if (found == null && agent.isPresent()) {
            return byTime(Optional.empty(), at);
        }
        return Optional.ofNullable(found).map(call -> call.spanId);
    }

    /** Notes what a span follows from; returns whether it can: nothing follows from itself. */
    synchronized boolean link(String spanId, String parent) {
        String at = parent;
        for (int i = 0; at != null && i < LONGEST_CHAIN; i++) {
            if (at.equals(spanId)) {
                return false;
            }
            at = parents.get(at);
        }
        parents = with(parents, spanId, parent);
        count();
        return true;
    }

    private static Map<String, String> with(Map<String, String> links, String from, String to) {
        Map<String, String> made = links.isEmpty() ? new BoundedMap<>(MOST_LINKS) : links;
        made.put(from, to);
        return made;
    }

    /** Notes an event that stands for a call of a model which did not come by here. */
    synchronized void told(RuntimeEvent event, String spanId, Instant at) {
        if (event.type() == EventType.LLM_RESPONSE && call(spanId) == null) {
            began(spanId, event.agentName(), threadId, at);
            ended(spanId, at);
            List<String> ids = event.toolCallIds();
            ids.forEach(id -> calledTool(spanId, id));
        }
    }

    /** A call of a model, and the one before it. */
    private static final class Call {
        private final String spanId;
        private final Optional<String> agent;
        private final Instant began;
        private @Nullable Instant ended;
        private @Nullable Call before;

        Call(String spanId, Optional<String> agent, Instant began, @Nullable Call before) {
            this.spanId = spanId;
            this.agent = agent;
            this.began = began;
            this.before = before;
        }
    }
}
