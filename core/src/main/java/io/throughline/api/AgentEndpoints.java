package io.throughline.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.ProxyResponse;
import io.throughline.access.Caller;
import io.throughline.agent.AgentDefinition;
import io.throughline.agent.AgentRegistry;
import io.throughline.agent.AgentVersion;
import io.throughline.agent.RuntimeEvents;
import io.throughline.dialect.ModelError;
import java.util.List;
import java.util.function.BiPredicate;

/** What applications tell of their agents: who they are, and what happens around their calls (spec, section 6). */
final class AgentEndpoints {
    private final AgentRegistry agents;
    private final RuntimeEvents events;

    AgentEndpoints(AgentRegistry agents, RuntimeEvents events) {
        this.agents = agents;
        this.events = events;
    }

    /**
     * Registers a version of an agent.
     *
     * @param recorded whether the store holds a version of a tenant's agent; may block
     */
    ProxyResponse init(Caller caller, byte[] body, BiPredicate<String, String> recorded) {
        AgentDefinition definition = AgentDefinition.read(body);
        AgentVersion version = AgentRegistry.version(caller, definition);
        boolean isNew = agents.register(caller, definition) && !recorded.test(caller.tenant(), version.versionId());
        return Answers.json(
                isNew ? 201 : 200,
                Answers.object()
                        .put("success", true)
                        .put("agentId", version.agentId())
                        .put("agentVersionId", version.versionId())
                        .put("status", isNew ? "created" : "existing")
                        .put("versionHash", version.versionHash()));
    }

    /** Takes events: 202 with what became of each, in their order. */
    ProxyResponse events(Caller caller, byte[] body) {
        List<RuntimeEvents.Told> told = events.accept(caller, body);
        long accepted = told.stream()
                .filter(RuntimeEvents.Told.Accepted.class::isInstance)
                .count();
        ObjectNode answer = Answers.object()
                .put("success", told.stream().noneMatch(RuntimeEvents.Told.Rejected.class::isInstance))
                .put("accepted", accepted);
        ArrayNode results = answer.putArray("results");
        told.forEach(one -> write(one, results.addObject()));
        return Answers.json(202, answer);
    }

    private static void write(RuntimeEvents.Told told, ObjectNode result) {
        if (told instanceof RuntimeEvents.Told.Accepted accepted) {
            result.put("status", "accepted")
                    .put("id", accepted.id())
                    .put("traceId", accepted.traceId())
                    .put("spanId", accepted.spanId());
            accepted.parentSpanId().ifPresent(parent -> result.put("parentSpanId", parent));
            if (!accepted.notes().isEmpty()) {
                accepted.notes().forEach(result.putArray("notes")::add);
            }
        } else if (told instanceof RuntimeEvents.Told.Duplicate duplicate) {
            result.put("status", "duplicate").put("id", duplicate.id());
        } else if (told instanceof RuntimeEvents.Told.Rejected rejected) {
            ModelError error = rejected.error();
            ObjectNode shown =
                    result.put("status", "rejected").putObject("error").put("message", error.message());
            error.param().ifPresent(param -> shown.put("param", param));
        }
    }
}
