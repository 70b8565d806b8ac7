package io.throughline;

import io.throughline.access.Caller;
import io.throughline.agent.AgentRegistry;
import io.throughline.agent.RuntimeEvents;
import io.throughline.agent.Timelines;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.record.CallRecord;
import io.throughline.record.Recording;
import io.throughline.record.TelemetryRecord;
import io.throughline.thread.TraceIds;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Learns from the calls that come by which agents there are and where their traces stand, so that runtime events find their place. */
final class AgentWatch {
    private final Timelines timelines = new Timelines();
    private final AgentRegistry registry;
    private final RuntimeEvents events;

    /**
     * Makes a watch.
     *
     * @param content tells whether content is kept
     * @param records takes the records of agents and events
     */
    AgentWatch(BooleanSupplier content, Consumer<TelemetryRecord> records) {
        InstantSource clock = InstantSource.system();
        registry = new AgentRegistry(content, records, clock);
        events = new RuntimeEvents(timelines, registry, content, records, clock);
    }

    AgentRegistry registry() {
        return registry;
    }

    RuntimeEvents events() {
        return events;
    }

    /** A call has come in, and its trace is known. */
    Span entered(Caller caller, Optional<String> agent, Recording recording) {
        recording.ofVersion(agent.flatMap(name -> registry.seen(caller, name)));
        TraceIds ids = recording.ids();
        timelines.began(caller.tenant(), ids.traceId(), ids.threadId(), ids.spanId(), agent, Instant.now());
        Span span = new Span(Optional.of(timelines), caller.tenant(), ids);
        recording.onEnd(span::ended);
        return span;
    }

    /**
     * A call in its trace's timeline. What is told of it, an event finds at once.
     *
     * @param timelines where it stands; empty for a call that leaves no trace
     * @param tenant whose call it is
     * @param ids where it stands there
     */
    record Span(Optional<Timelines> timelines, String tenant, TraceIds ids) {
        /** Returns the span of a call that leaves no trace. */
        static Span none(TraceIds ids) {
            return new Span(Optional.empty(), "", ids);
        }

        /** The call's answer calls a tool. */
        void calledTool(String toolCallId) {
            timelines.ifPresent(it -> it.calledTool(tenant, ids.traceId(), ids.spanId(), toolCallId));
        }

        /** The call's answer is there, or will not come. */
        void ended() {
            timelines.ifPresent(it -> it.ended(tenant, ids.traceId(), ids.spanId(), Instant.now()));
        }
    }

    /** A call's record is made: the tools that its answer calls by the provider's ids are known, whoever saw them before. */
    void recorded(CallRecord call) {
        for (Answer.Choice choice : call.answer().choices()) {
            for (Block block : choice.blocks()) {
                if (block instanceof Block.ToolCall tool && !tool.id().isEmpty()) {
                    timelines.calledTool(
                            call.tenant(), call.trace().traceId(), call.trace().spanId(), tool.id());
                }
            }
        }
    }
}
