package io.throughline.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.access.Caller;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.record.EventRecord;
import io.throughline.record.TelemetryRecord;
import io.throughline.thread.Uuid7;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Takes what applications tell of their traces, places each event and hands it on to be kept. An event that is told twice under one
 * idempotency key is kept once; two different ones under one key are both kept. Safe for use by many threads; never blocks.
 */
public final class RuntimeEvents {
    private static final Duration OLDEST = Duration.ofDays(1);
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final int MOST_KEYS = 100_000;

    private final BoundedMap<String, Boolean> recent = new BoundedMap<>(MOST_KEYS);
    private final Timelines timelines;
    private final AgentRegistry agents;
    private final BooleanSupplier content;
    private final Consumer<TelemetryRecord> records;
    private final InstantSource clock;

    /**
     * Makes it.
     *
     * @param timelines the calls, as they come and end
     * @param agents the agents
     * @param content tells whether what events hold is kept
     * @param records takes a record of each event
     * @param clock tells the time
     */
    public RuntimeEvents(
            Timelines timelines,
            AgentRegistry agents,
            BooleanSupplier content,
            Consumer<TelemetryRecord> records,
            InstantSource clock) {
        this.timelines = timelines;
        this.agents = agents;
        this.content = content;
        this.records = records;
        this.clock = clock;
    }

    /**
     * Takes the events of a request's body: one, or an array of them. One that is wrong loses none of the others.
     *
     * @throws RefusedException where the body is neither
     */
    public List<Told> accept(Caller caller, byte[] body) {
        JsonNode root;
        try {
            root = JsonText.parse(body);
        } catch (IOException e) {
            throw refused();
        }
        if (!root.isArray() && !root.isObject()) {
            throw refused();
        }
        List<Told> results = new ArrayList<>();
        for (JsonNode event : root.isArray() ? root : List.of(root)) {
            try {
                results.add(accept(caller, EventReader.read(event)));
            } catch (RefusedException e) {
                results.add(new Told.Rejected(e.error()));
            }
        }
        return results;
    }

    /** Takes one event. */
    public Told accept(Caller caller, RuntimeEvent event) {
        Instant now = clock.instant();
        List<String> notes = new ArrayList<>(event.notes());
        String spanId = event.spanId().orElseGet(Uuid7::span);
        String id = event.idempotencyKey()
                .map(key -> NamedId.of("event", caller.tenant(), key, fingerprint(event)))
                .orElseGet(Uuid7::next);
        if (event.idempotencyKey().isPresent() && wasTold(id)) {
            return new Told.Duplicate(id);
        }
        Instant at = at(event, now, notes);
        Timeline timeline = timelines.of(caller.tenant(), event.traceId(), event.traceId());
        Optional<String> parent = event.parentSpanId().or(() -> timeline.parentOf(event, at));
        if (parent.isPresent() && !timeline.link(spanId, parent.get())) {
            if (event.parentSpanId().isPresent()) {
                notes.add("parentSpanId " + parent.get() + " leads back to spanId and was left out");
            }
            parent = Optional.empty();
        }
        timeline.told(event, spanId, at);
        Optional<String> version = event.agentName().flatMap(name -> agents.seen(caller, name));
        records.accept(new EventRecord(
                id,
                event.type().told(),
                new EventRecord.Place(event.traceId(), timeline.threadId(), spanId, parent),
                new EventRecord.Source(caller.tenant(), caller.environment(), event.agentName(), version, event.user()),
                at,
                now,
                event.content().filter(it -> content.getAsBoolean()),
                event.metadata().filter(it -> content.getAsBoolean()),
                event.idempotencyKey(),
                notes));
        return new Told.Accepted(id, event.traceId(), spanId, parent, notes);
    }

    private boolean wasTold(String id) {
        synchronized (recent) {
            return recent.put(id, Boolean.TRUE) != null;
        }
    }

    /** A time that can't be right would put the event where nobody finds it, or where it is deleted at once. */
    private static Instant at(RuntimeEvent event, Instant now, List<String> notes) {
        Instant told = event.timestamp().orElse(now);
        if (told.isAfter(now.plus(SKEW))) {
            notes.add("timestamp " + told + " has not come yet; the time of arrival stands for it");
            return now;
        }
        if (told.isBefore(now.minus(OLDEST))) {
            notes.add("timestamp " + told + " is more than a day old; the time of arrival stands for it");
            return now;
        }
        return told.isAfter(now) ? now : told;
    }

    private static String fingerprint(RuntimeEvent event) {
        return HexFormat.of()
                .formatHex(NamedId.hash(
                        event.type().told(),
                        event.traceId(),
                        event.spanId().orElse(""),
                        event.timestamp().map(Instant::toString).orElse(""),
                        event.content().orElse(""),
                        event.metadata().orElse("")));
    }

    private static RefusedException refused() {
        return new RefusedException(ModelError.of(
                ModelError.Kind.INVALID_REQUEST, "The body must be an event, or an array of events, in JSON"));
    }

    /** What became of an event. */
    public sealed interface Told {
        /**
         * It is kept.
         *
         * @param id the record's id
         * @param traceId its trace
         * @param spanId its span
         * @param parentSpanId what it follows from, told or found
         * @param notes what could not be taken as it came
         */
        record Accepted(String id, String traceId, String spanId, Optional<String> parentSpanId, List<String> notes)
                implements Told {
            /** Copies the list. */
            public Accepted {
                notes = List.copyOf(notes);
            }
        }

        /**
         * It is kept already.
         *
         * @param id the record's id
         */
        record Duplicate(String id) implements Told {}

        /**
         * It can't be kept.
         *
         * @param error why
         */
        record Rejected(ModelError error) implements Told {}
    }
}
