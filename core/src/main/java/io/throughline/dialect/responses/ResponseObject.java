package io.throughline.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.ErrorWriter;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.Usage;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code response} object, in whatever state the answer is. */
final class ResponseObject {
    private final RequestEcho echo;
    private final long created;
    private String id;
    private String model;
    private Optional<Usage> usage = Optional.empty();
    private @Nullable String tier;
    private @Nullable ModelError error;

    ResponseObject(AnswerContext context) {
        echo = new RequestEcho(context.request().bytes());
        created = context.began().getEpochSecond();
        id = new ItemIds(context.callId()).response();
        model = context.asked().model();
    }

    void start(StreamEvent.Started who) {
        id = who.id().orElse(id);
        model = who.model().orElse(model);
    }

    void use(Usage told) {
        usage = Optional.of(told);
    }

    /** Takes the tier that serves the call; words that the dialect does not have are left out. */
    void serve(String told) {
        tier = switch (told) {
            case "auto", "default", "flex", "scale", "priority" -> told;
            case "standard", "on_demand" -> "default";
            default -> null;
        };
    }

    void fail(ModelError told) {
        error = told;
    }

    void write(JsonGenerator json, Outcome outcome, OutputDraft output) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id);
        json.writeStringField("object", "response");
        json.writeNumberField("created_at", created);
        json.writeStringField("status", outcome.status());
        writeError(json);
        writeIncomplete(json, outcome);
        json.writeStringField("model", model);
        json.writeArrayFieldStart("output");
        output.write(json);
        json.writeEndArray();
        echo.write(json);
        json.writeStringField("service_tier", tier);
        json.writeFieldName("usage");
        writeUsage(json, outcome);
        json.writeEndObject();
    }

    /** Returns an error as OpenAI tells it: {@code message}, {@code type}, {@code param} and {@code code}. */
    static JsonNode tree(ModelError error) {
        try {
            return JsonText.parse(ErrorWriter.openAi(error)).path("error");
        } catch (IOException e) {
            throw new AssertionError("an error is always JSON", e);
        }
    }

    private void writeError(JsonGenerator json) throws IOException {
        json.writeFieldName("error");
        if (error == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("code", code(error.kind()));
        json.writeStringField("message", error.message());
        json.writeEndObject();
    }

    /** The codes that OpenAI's clients know here are few: finer ones stand in the error event. */
    private static String code(ModelError.Kind kind) {
        return switch (kind) {
            case RATE_LIMIT -> "rate_limit_exceeded";
            case QUOTA -> "insufficient_quota";
            case CONTEXT_OVERFLOW -> "context_length_exceeded";
            case INVALID_REQUEST, TOO_LARGE -> "invalid_prompt";
            case AUTHENTICATION,
                    PERMISSION,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    INTERNAL,
                    UPSTREAM_AUTHENTICATION,
                    UPSTREAM,
                    OVERLOADED,
                    TIMEOUT -> "server_error";
        };
    }

    private static void writeIncomplete(JsonGenerator json, Outcome outcome) throws IOException {
        json.writeFieldName("incomplete_details");
        if (outcome.reason() == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("reason", outcome.reason());
        json.writeEndObject();
    }

    /** Clients take an answer that has ended without counts for broken, so where the provider told none they are zero. */
    private void writeUsage(JsonGenerator json, Outcome outcome) throws IOException {
        boolean ended = !outcome.equals(Outcome.IN_PROGRESS) && !outcome.equals(Outcome.FAILED);
        if (ended && usage.isEmpty()) {
            writeUsage(json, new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0));
        } else if (usage.isPresent()) {
            writeUsage(json, usage.get());
        } else {
            json.writeNull();
        }
    }

    private static void writeUsage(JsonGenerator json, Usage usage) throws IOException {
        json.writeStartObject();
        json.writeNumberField("input_tokens", usage.inputTotal());
        json.writeObjectFieldStart("input_tokens_details");
        json.writeNumberField("cached_tokens", usage.cacheRead());
        json.writeNumberField("cache_write_tokens", usage.cacheWrite5m() + usage.cacheWrite1h());
        json.writeEndObject();
        json.writeNumberField("output_tokens", usage.outputTotal());
        json.writeObjectFieldStart("output_tokens_details");
        json.writeNumberField("reasoning_tokens", usage.reasoning());
        json.writeEndObject();
        json.writeNumberField("total_tokens", usage.inputTotal() + usage.outputTotal());
        json.writeEndObject();
    }
}
