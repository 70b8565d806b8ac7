package io.throughline.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.wire.JsonText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads one event of {@code POST /v1/events}: what is wrong names its field, what is not known is noted. */
final class EventReader {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final Pattern KEY = Pattern.compile("[^\\p{Cntrl}]{1,128}");
    private static final String ID_FORM = "must be 1 to 128 characters of A-Z a-z 0-9 . _ : -";
    private static final Set<String> KNOWN = Set.of(
            "eventType",
            "traceId",
            "spanId",
            "parentSpanId",
            "agentName",
            "externalUserId",
            "timestamp",
            "content",
            "metadata",
            "idempotencyKey");
    private static final Set<String> CALL_IDS =
            Set.of("toolCallId", "tool_call_id", "callId", "call_id", "toolUseId", "tool_use_id");
    private static final int MOST_CALL_IDS = 64;

    private final JsonNode event;

    private EventReader(JsonNode event) {
        this.event = event;
    }

    /**
     * Reads an event.
     *
     * @throws RefusedException naming the field that is wrong
     */
    static RuntimeEvent read(JsonNode event) {
        if (!event.isObject()) {
            throw refused("", "An event must be an object");
        }
        return new EventReader(event).read();
    }

    private RuntimeEvent read() {
        return new RuntimeEvent(
                type(),
                matching("traceId", ID, ID_FORM).orElseThrow(() -> refused("traceId", "traceId is missing")),
                matching("spanId", ID, ID_FORM),
                matching("parentSpanId", ID, ID_FORM),
                matching(
                        "agentName",
                        AgentDefinition.NAME,
                        "must be 1 to 255 characters, none of them a control character"),
                matching("externalUserId", ID, ID_FORM),
                timestamp(),
                json("content"),
                json("metadata"),
                matching("idempotencyKey", KEY, "must be 1 to 128 characters, none of them a control character"),
                toolCallIds(),
                notes());
    }

    private EventType type() {
        JsonNode told = event.path("eventType");
        return EventType.of(told.asText())
                .filter(type -> told.isTextual())
                .orElseThrow(() -> refused(
                        "eventType",
                        "eventType must be one of "
                                + Arrays.stream(EventType.values())
                                        .map(EventType::told)
                                        .collect(Collectors.joining(", "))));
    }

    private Optional<String> matching(String field, Pattern form, String rule) {
        JsonNode told = event.path(field);
        if (told.isMissingNode() || told.isNull()) {
            return Optional.empty();
        }
        if (!told.isTextual() || !form.matcher(told.textValue()).matches()) {
            throw refused(field, field + " " + rule);
        }
        return Optional.of(told.textValue());
    }

    private Optional<Instant> timestamp() {
        JsonNode told = event.path("timestamp");
        if (told.isMissingNode() || told.isNull()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    told.isIntegralNumber() && told.canConvertToLong()
                            ? Instant.ofEpochMilli(told.longValue())
                            : OffsetDateTime.parse(told.asText()).toInstant());
        } catch (DateTimeException e) {
            throw refused(
                    "timestamp",
                    "timestamp must be a time with an offset, such as 2026-01-31T12:00:00Z, or milliseconds since 1970");
        }
    }

    private Optional<String> json(String field) {
        JsonNode told = event.path(field);
        return told.isMissingNode() || told.isNull() ? Optional.empty() : Optional.of(JsonText.of(told));
    }

    /** Applications name a model's call of a tool in one of a few fields, in the metadata, the content, or the content's lists of calls and results. */
    private List<String> toolCallIds() {
        Set<String> ids = new LinkedHashSet<>();
        callIds(event.path("metadata"), ids);
        JsonNode content = event.path("content");
        callIds(content, ids);
        for (String list : List.of("toolCalls", "toolResults")) {
            for (JsonNode call : content.path(list)) {
                callIds(call, ids);
                addId(call.path("id"), ids);
            }
        }
        return List.copyOf(ids);
    }

    private static void callIds(JsonNode of, Set<String> ids) {
        CALL_IDS.forEach(field -> addId(of.path(field), ids));
    }

    private static void addId(JsonNode id, Set<String> ids) {
        if (id.isTextual()
                && !id.textValue().isEmpty()
                && id.textValue().length() <= 256
                && ids.size() < MOST_CALL_IDS) {
            ids.add(id.textValue());
        }
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : event.properties()) {
            if (!KNOWN.contains(field.getKey()) && notes.size() < 16) {
                String name = field.getKey().replaceAll("\\p{Cntrl}", "?");
                notes.add((name.length() > 64 ? name.substring(0, 64) + "..." : name)
                        + " is not known here and was left out");
            }
        }
        return notes;
    }

    private static RefusedException refused(String field, String message) {
        ModelError error = ModelError.of(ModelError.Kind.INVALID_REQUEST, message);
        return new RefusedException(field.isEmpty() ? error : error.at(field));
    }
}
