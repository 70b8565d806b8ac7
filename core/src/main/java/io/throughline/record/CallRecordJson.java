package io.throughline.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Billing;
import io.throughline.dialect.Block;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.Usage;
import io.throughline.dialect.conversation.Losses;
import io.throughline.price.Cost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Writes a call as JSON: the form that every sink keeps and that {@code /v1/calls} returns. */
final class CallRecordJson {
    /** Shallower than what a writer or a reader of records takes, since what is read here goes into a record as it is. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(600)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(10_000)
                    .build())
            .build();

    private static final long LEAST = 1 << 10;
    private static final long MOST_AT_ONCE = 1 << 20;

    private final JsonGenerator out;
    private final Utf8Writer text;

    private CallRecordJson(JsonGenerator out, Utf8Writer text) {
        this.out = out;
        this.text = text;
    }

    static byte[] write(CallRecord call) {
        Utf8Writer text = new Utf8Writer((int) Math.min(MOST_AT_ONCE, LEAST + call.weight()));
        try (JsonGenerator out = JSON.createGenerator(text)) {
            new CallRecordJson(out, text).call(call);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.bytes();
    }

    private void call(CallRecord call) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", call.type());
        out.writeStringField("id", call.id());
        trace(call.trace());
        caller(call.caller());
        times(call.times());
        route(call.route());
        attempts(call);
        out.writeNumberField("status", call.status());
        out.writeStringField("outcome", call.outcome().name().toLowerCase(Locale.ROOT));
        if (call.error().isPresent()) {
            error("error", call.error().get());
        }
        if (call.request().isPresent()) {
            request(call.request().get());
        }
        answer(call.answer());
        if (call.cost().isPresent()) {
            cost(call.cost().get());
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
        out.writeEndObject();
    }

    private void trace(CallRecord.Trace trace) throws IOException {
        out.writeStringField("trace_id", trace.traceId());
        out.writeStringField("thread_id", trace.threadId());
        out.writeStringField("span_id", trace.spanId());
        optional("parent_span_id", trace.parentSpanId());
        optional("w3c_trace_id", trace.w3cTraceId());
        out.writeStringField("trace_matched_by", trace.matchedBy());
    }

    private void caller(CallRecord.Caller caller) throws IOException {
        out.writeStringField("tenant", caller.tenant());
        out.writeStringField("environment", caller.environment());
        optional("key", caller.key());
        optional("agent", caller.agent());
        optional("agent_version", caller.agentVersion());
        optional("user", caller.user());
    }

    private void times(CallRecord.Times times) throws IOException {
        out.writeStringField("received_at", times.received().toString());
        moment("sent_ms", times.received(), times.sent());
        moment("first_byte_ms", times.received(), times.firstByte());
        moment("first_token_ms", times.received(), times.firstToken());
        moment("last_token_ms", times.received(), times.lastToken());
        moment("duration_ms", times.received(), Optional.of(times.ended()));
    }

    private void route(CallRecord.Route route) throws IOException {
        out.writeStringField("inbound_dialect", route.inboundDialect());
        optional("outbound_dialect", route.outboundDialect());
        optional("requested_model", route.requestedModel());
        optional("alias", route.alias());
        if (route.cached()) {
            out.writeBooleanField("cached", true);
        }
        optional("provider", route.provider());
        optional("selected_model", route.selectedModel());
        out.writeBooleanField("streamed", route.streamed());
        continued(route);
        losses(route);
    }

    private void continued(CallRecord.Route route) throws IOException {
        if (route.continued().isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("continued");
        for (CallRecord.Continued continued : route.continued()) {
            out.writeStartObject();
            out.writeNumberField("at", continued.at());
            out.writeStringField("target", continued.target());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void losses(CallRecord.Route route) throws IOException {
        if (route.losses().isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("losses");
        for (Losses.Loss loss : route.losses()) {
            out.writeStartObject();
            out.writeStringField("field", loss.path());
            out.writeStringField("way", loss.way().name().toLowerCase(Locale.ROOT));
            out.writeStringField("note", loss.note());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void attempts(CallRecord call) throws IOException {
        out.writeArrayFieldStart("attempts");
        for (CallRecord.Attempt attempt : call.attempts()) {
            out.writeStartObject();
            out.writeStringField("target", attempt.target());
            if (attempt.status().isPresent()) {
                out.writeNumberField("status", attempt.status().get());
            }
            optional("error_class", attempt.errorClass());
            out.writeNumberField("ms", attempt.millis());
            optional("span_id", attempt.spanId());
            if (attempt.used().isPresent()) {
                usage(attempt.used().get());
            }
            if (attempt.cost().isPresent()) {
                cost(attempt.cost().get());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void answer(Answer answer) throws IOException {
        out.writeObjectFieldStart("response");
        optional("id", answer.id());
        optional("model", answer.model());
        optional("service_tier", answer.serviceTier());
        if (answer.error().isPresent()) {
            error("error", answer.error().get());
        }
        out.writeArrayFieldStart("choices");
        for (Answer.Choice choice : answer.choices()) {
            out.writeStartObject();
            out.writeNumberField("index", choice.index());
            out.writeArrayFieldStart("blocks");
            for (Block block : choice.blocks()) {
                block(block);
            }
            out.writeEndArray();
            optional(
                    "finish_reason",
                    choice.finishReason().map(reason -> reason.name().toLowerCase(Locale.ROOT)));
            optional("raw_finish_reason", choice.rawFinishReason());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
        if (answer.usage().isPresent()) {
            usage(answer.usage().get());
        }
    }

    private void block(Block block) throws IOException {
        out.writeStartObject();
        if (block instanceof Block.Text text) {
            out.writeStringField("type", "text");
            out.writeStringField("text", text.text());
        } else if (block instanceof Block.Reasoning reasoning) {
            out.writeStringField("type", "reasoning");
            out.writeStringField("text", reasoning.text());
            optional("signature", reasoning.signature());
            optional("encrypted", reasoning.encrypted());
        } else if (block instanceof Block.ToolCall call) {
            out.writeStringField("type", "tool_call");
            out.writeStringField("id", call.id());
            out.writeStringField("name", call.name());
            arguments(call.arguments());
        } else if (block instanceof Block.Refusal refusal) {
            out.writeStringField("type", "refusal");
            out.writeStringField("text", refusal.text());
        } else if (block instanceof Block.Opaque opaque) {
            out.writeStringField("type", opaque.type());
            raw("content", opaque.json());
        }
        out.writeEndObject();
    }

    /** Parsed where they are JSON; no arguments, and the literal null that some providers send for none, are an empty object. */
    private void arguments(String arguments) throws IOException {
        if (arguments.isBlank() || "null".equals(arguments.strip())) {
            out.writeObjectFieldStart("arguments");
            out.writeEndObject();
        } else {
            raw("arguments", arguments);
        }
    }

    private void usage(Usage usage) throws IOException {
        out.writeObjectFieldStart("usage");
        out.writeNumberField("input", usage.input());
        out.writeNumberField("cache_read", usage.cacheRead());
        out.writeNumberField("cache_write_5m", usage.cacheWrite5m());
        out.writeNumberField("cache_write_1h", usage.cacheWrite1h());
        out.writeNumberField("audio_input", usage.audioInput());
        out.writeNumberField("image", usage.image());
        out.writeNumberField("output", usage.output());
        out.writeNumberField("reasoning", usage.reasoning());
        out.writeNumberField("audio_output", usage.audioOutput());
        billing(usage.billing());
        out.writeEndObject();
    }

    private void billing(Billing billing) throws IOException {
        if (billing.searches() > 0) {
            out.writeNumberField("searches", billing.searches());
        }
        if (billing.units().isPresent()) {
            out.writeNumberField("billed_input", billing.units().get().input());
            out.writeNumberField("billed_output", billing.units().get().output());
        }
    }

    /** Amounts are numbers with all their digits, never in powers of ten. */
    private void cost(Cost cost) throws IOException {
        out.writeObjectFieldStart("cost");
        amount("total", cost.total());
        out.writeStringField("source", cost.source().name().toLowerCase(Locale.ROOT));
        out.writeBooleanField("estimated", cost.estimated());
        if (cost.estimated()) {
            out.writeStringField("estimated_because", String.join("; ", cost.doubts()));
        }
        out.writeObjectFieldStart("buckets");
        for (var bucket : cost.buckets().entrySet()) {
            amount(bucket.getKey().name().toLowerCase(Locale.ROOT), bucket.getValue());
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private void amount(String field, BigDecimal usd) throws IOException {
        out.writeFieldName(field);
        out.writeNumber(Cost.plain(usd));
    }

    private void error(String field, ModelError error) throws IOException {
        out.writeObjectFieldStart(field);
        out.writeStringField("kind", error.kind().name().toLowerCase(Locale.ROOT));
        out.writeNumberField("status", error.status());
        out.writeStringField("message", error.message());
        optional("param", error.param());
        optional("code", error.code());
        out.writeEndObject();
    }

    private void optional(String field, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            out.writeStringField(field, value.get());
        }
    }

    private void moment(String field, Instant since, Optional<Instant> at) throws IOException {
        if (at.isPresent()) {
            out.writeNumberField(field, Duration.between(since, at.get()).toNanos() / 1_000_000.0);
        }
    }

    /** What is known to be JSON is copied: a long request is not read again. */
    private void request(RequestText request) throws IOException {
        if (!request.isJson()) {
            raw("request", request.text());
            return;
        }
        out.writeFieldName("request");
        out.writeRawValue("");
        out.flush();
        text.writeJson(request.bytes(), request.start());
    }

    /** JSON text as JSON where it is whole, as a string where it is not: a record is always readable. */
    private void raw(String field, String json) throws IOException {
        out.writeFieldName(field);
        if (isOneValue(json)) {
            try (JsonParser in = JSON.createParser(json)) {
                in.nextToken();
                out.copyCurrentStructureExact(in);
            }
        } else {
            out.writeString(json);
        }
    }

    private static boolean isOneValue(String json) {
        try (JsonParser in = JSON.createParser(json)) {
            JsonToken first = in.nextToken();
            if (first == null) {
                return false;
            }
            in.skipChildren();
            return in.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
