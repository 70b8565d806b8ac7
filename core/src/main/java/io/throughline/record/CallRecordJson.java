package io.throughline.record;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;

/** Writes a call as JSON: the form that every sink keeps and that {@code /v1/calls} returns. */
final class CallRecordJson {
    private static final long LEAST = 1 << 10;
    private static final long MOST_AT_ONCE = 1 << 22;

    private final JsonGenerator out;
    private final Utf8Writer text;

    private CallRecordJson(JsonGenerator out, Utf8Writer text) {
        this.out = out;
        this.text = text;
    }

    static byte[] write(CallRecord call) {
        long request = call.request().map(RequestText::length).orElse(0);
        Utf8Writer text = Utf8Writer.spare((int) Math.min(MOST_AT_ONCE, LEAST + (call.weight() + request) / 2));
        try (JsonGenerator out = RawJson.JSON.createGenerator(text)) {
            new CallRecordJson(out, text).call(call);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.done();
    }

    private void call(CallRecord call) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", call.type());
        out.writeStringField("id", call.id());
        trace(call.trace());
        caller(call.caller());
        times(call.times());
        RouteJson.route(out, call.route());
        RouteJson.attempts(out, call);
        out.writeNumberField("status", call.status());
        out.writeStringField("outcome", call.outcome().name().toLowerCase(Locale.ROOT));
        if (call.error().isPresent()) {
            JsonFields.error(out, "error", call.error().get());
        }
        if (call.request().isPresent()) {
            request(call.request().get());
        }
        AnswerJson.answer(out, call.answer());
        if (call.cost().isPresent()) {
            UsageJson.cost(out, call.cost().get());
        }
        out.writeObjectFieldStart("bytes");
        out.writeNumberField("request", call.bytes().request());
        out.writeNumberField("response", call.bytes().response());
        out.writeEndObject();
        out.writeObjectFieldStart("tags");
        for (var tag : call.tags().entrySet()) {
            out.writeStringField(tag.getKey(), tag.getValue());
        }
        out.writeEndObject();
        if (call.labels().metadata().isPresent()) {
            RawJson.raw(out, "metadata", call.labels().metadata().get());
        }
        out.writeEndObject();
    }

    private void trace(CallRecord.Trace trace) throws IOException {
        out.writeStringField("trace_id", trace.traceId());
        out.writeStringField("thread_id", trace.threadId());
        out.writeStringField("span_id", trace.spanId());
        JsonFields.optional(out, "parent_span_id", trace.parentSpanId());
        JsonFields.optional(out, "w3c_trace_id", trace.w3cTraceId());
        out.writeStringField("trace_matched_by", trace.matchedBy());
    }

    private void caller(CallRecord.Caller caller) throws IOException {
        out.writeStringField("tenant", caller.tenant());
        out.writeStringField("environment", caller.environment());
        JsonFields.optional(out, "key", caller.key());
        JsonFields.optional(out, "agent", caller.agent());
        JsonFields.optional(out, "agent_version", caller.agentVersion());
        JsonFields.optional(out, "user", caller.user());
    }

    private void times(CallRecord.Times times) throws IOException {
        out.writeStringField("received_at", times.received().toString());
        JsonFields.moment(out, "sent_ms", times.received(), times.sent());
        JsonFields.moment(out, "first_byte_ms", times.received(), times.firstByte());
        JsonFields.moment(out, "first_token_ms", times.received(), times.firstToken());
        JsonFields.moment(out, "last_token_ms", times.received(), times.lastToken());
        JsonFields.moment(out, "duration_ms", times.received(), Optional.of(times.ended()));
    }

    /** What is known to be JSON is copied: a long request is not read again. */
    private void request(RequestText request) throws IOException {
        if (!request.isJson()) {
            RawJson.raw(out, "request", request.text());
            return;
        }
        out.writeFieldName("request");
        out.writeRawValue("");
        out.flush();
        text.writeJson(request.bytes(), request.start());
    }
}
