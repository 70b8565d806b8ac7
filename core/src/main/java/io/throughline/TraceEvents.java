package io.throughline;

import io.throughline.access.Caller;
import io.throughline.agent.EventType;
import io.throughline.agent.RuntimeEvent;
import io.throughline.agent.RuntimeEvents;
import io.throughline.thread.Uuid7;
import io.throughline.wire.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells what happens around the calls of one trace, from inside the JVM: {@code throughline.trace(id).toolResult("search", "call_1", result)}. The same
 * events as {@code POST /v1/events}. Immutable; safe for use by many threads; never blocks, and never throws for a reason of the telemetry's.
 *
 * <p>Values are what JSON has: strings, numbers, booleans, null, maps with strings as keys, and lists; anything else is told by its {@code toString()}.
 */
public final class TraceEvents {
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,255}");
    private static final Pattern SPAN = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private final RuntimeEvents events;
    private final Caller caller;
    private final String traceId;
    private final Optional<String> agent;
    private final Optional<String> user;

    TraceEvents(RuntimeEvents events, Caller caller, String traceId, Optional<String> agent, Optional<String> user) {
        this.events = events;
        this.caller = caller;
        this.traceId = traceId;
        this.agent = agent;
        this.user = user;
    }

    /**
     * Returns the same trace, told of by an agent.
     *
     * @throws IllegalArgumentException where the name is not 1 to 255 characters, none of them a control character
     */
    public TraceEvents agent(String name) {
        return new TraceEvents(events, caller, traceId, Optional.of(named("agent", name)), user);
    }

    /**
     * Returns the same trace, on behalf of one of the application's users.
     *
     * @throws IllegalArgumentException where the id is not 1 to 255 characters, none of them a control character
     */
    public TraceEvents user(String id) {
        return new TraceEvents(events, caller, traceId, agent, Optional.of(named("user", id)));
    }

    /** Tells what a user said. */
    public void userMessage(String text) {
        Map<String, Object> message = Map.of("role", "user", "content", text);
        tell(EventType.USER_MESSAGE, Uuid7.span(), Map.of("messages", List.of(message)), Map.of(), List.of());
    }

    /** Tells what a model answered, of a call that did not come by here. */
    public void llmResponse(String provider, String model, String text) {
        Map<String, Object> metadata = Map.of("provider", provider, "model", model);
        tell(EventType.LLM_RESPONSE, Uuid7.span(), Map.of("content", text), metadata, List.of());
    }

    /** Tells what a model thought, of a call that did not come by here. */
    public void llmThinking(String thinking) {
        Map<String, Object> content = Map.of("type", "thinking", "thinking", thinking);
        tell(EventType.LLM_THINKING, Uuid7.span(), content, Map.of(), List.of());
    }

    /** Tells that embeddings are asked for; returns the span to tell the answer with. */
    public String embeddingRequest(List<String> input) {
        String span = Uuid7.span();
        tell(EventType.EMBEDDING_REQUEST, span, Map.of("input", List.copyOf(input)), Map.of(), List.of());
        return span;
    }

    /** Tells that embeddings have come. */
    public void embeddingResponse(String span, String provider, String model, int count, int dimensions) {
        Map<String, Object> content =
                Map.of("object", "list", "embeddingCount", count, "firstEmbeddingDimensions", dimensions);
        tell(
                EventType.EMBEDDING_RESPONSE,
                checked(span),
                content,
                Map.of("provider", provider, "model", model),
                List.of());
    }

    /**
     * Tells that a tool is called; returns the span to tell the answer with.
     *
     * @param tool the tool
     * @param callId the model's id of its call, by which the call's place is found; empty where it has none
     * @param arguments what it is called with
     */
    public String toolCallRequest(String tool, String callId, Map<String, ?> arguments) {
        String span = Uuid7.span();
        Map<String, Object> call = Map.of("id", callId, "name", tool, "arguments", arguments);
        tell(EventType.TOOL_CALL_REQUEST, span, Map.of("toolCalls", List.of(call)), Map.of("tool", tool), ids(callId));
        return span;
    }

    /**
     * Tells that a tool has returned.
     *
     * @param span what {@link #toolCallRequest} returned
     * @param tool the tool
     * @param callId the model's id of its call; empty where it has none
     * @param result what it returned
     */
    public void toolCallResponse(String span, String tool, String callId, Object result) {
        Map<String, Object> output = returned(Map.of("id", callId, "name", tool), result);
        tell(
                EventType.TOOL_CALL_RESPONSE,
                checked(span),
                Map.of("toolResults", List.of(output)),
                Map.of("tool", tool),
                ids(callId));
    }

    /**
     * Tells that a tool was called, and what it returned.
     *
     * @param tool the tool
     * @param callId the model's id of its call, by which the call's place is found; empty where it has none
     * @param arguments what it was called with
     * @param output what it returned
     */
    public void toolCall(String tool, String callId, Map<String, ?> arguments, Object output) {
        Map<String, Object> call = returned(Map.of("id", callId, "name", tool, "arguments", arguments), output);
        tell(EventType.TOOL_CALL, Uuid7.span(), Map.of("toolCalls", List.of(call)), Map.of("tool", tool), ids(callId));
    }

    /**
     * Tells what a tool returned.
     *
     * @param tool the tool
     * @param callId the model's id of its call, by which the call's place is found; empty where it has none
     * @param output what it returned
     */
    public void toolResult(String tool, String callId, Object output) {
        Map<String, Object> content = returned(Map.of("toolName", tool), output);
        tell(EventType.TOOL_RESULT, Uuid7.span(), content, Map.of("tool", tool), ids(callId));
    }

    /** Tells that something went wrong. */
    public void error(String message) {
        tell(EventType.ERROR, Uuid7.span(), Map.of("message", message), Map.of(), List.of());
    }

    /** A tool may return nothing: that is told as null. */
    private static Map<String, Object> returned(Map<String, Object> of, Object output) {
        Map<String, Object> all = new LinkedHashMap<>(of);
        all.put("output", output);
        return all;
    }

    private static String named(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The " + what + " must be 1 to 255 characters, none of them a control character");
        }
        return name;
    }

    private static String checked(String span) {
        if (!SPAN.matcher(span).matches()) {
            throw new IllegalArgumentException("The span must be 1 to 128 characters of A-Z a-z 0-9 . _ : -");
        }
        return span;
    }

    private static List<String> ids(String callId) {
        return callId.isEmpty() ? List.of() : List.of(callId);
    }

    private void tell(
            EventType type, String span, Map<String, ?> content, Map<String, ?> metadata, List<String> callIds) {
        List<String> notes = new ArrayList<>();
        RuntimeEvent event = new RuntimeEvent(
                type,
                traceId,
                Optional.of(span),
                Optional.empty(),
                agent,
                user,
                Optional.empty(),
                Optional.of(JsonText.ofValues(content)),
                metadata.isEmpty() ? Optional.empty() : Optional.of(JsonText.ofValues(metadata)),
                Optional.empty(),
                callIds,
                notes);
        events.accept(caller, event);
    }
}
