package io.throughline.record;

import com.fasterxml.jackson.core.JsonGenerator;
import io.throughline.dialect.conversation.Losses;
import java.io.IOException;
import java.util.Locale;

/** Writes where a call went: what was asked for and chosen, what was left out on the way, and every attempt. */
final class RouteJson {
    private RouteJson() {}

    /** Writes the route as fields of the record itself. */
    static void route(JsonGenerator out, CallRecord.Route route) throws IOException {
        out.writeStringField("inbound_dialect", route.inboundDialect());
        JsonFields.optional(out, "outbound_dialect", route.outboundDialect());
        JsonFields.optional(out, "requested_model", route.requestedModel());
        JsonFields.optional(out, "alias", route.alias());
        if (route.cached()) {
            out.writeBooleanField("cached", true);
        }
        JsonFields.optional(out, "provider", route.provider());
        JsonFields.optional(out, "selected_model", route.selectedModel());
        out.writeBooleanField("streamed", route.streamed());
        continued(out, route);
        losses(out, route);
    }

    private static void continued(JsonGenerator out, CallRecord.Route route) throws IOException {
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

    private static void losses(JsonGenerator out, CallRecord.Route route) throws IOException {
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

    /** Writes every attempt, with what it used and cost. */
    static void attempts(JsonGenerator out, CallRecord call) throws IOException {
        out.writeArrayFieldStart("attempts");
        for (CallRecord.Attempt attempt : call.attempts()) {
            out.writeStartObject();
            out.writeStringField("target", attempt.target());
            if (attempt.status().isPresent()) {
                out.writeNumberField("status", attempt.status().get());
            }
            JsonFields.optional(out, "error_class", attempt.errorClass());
            out.writeNumberField("ms", attempt.millis());
            JsonFields.optional(out, "span_id", attempt.spanId());
            if (attempt.used().isPresent()) {
                UsageJson.usage(out, attempt.used().get());
            }
            if (attempt.cost().isPresent()) {
                UsageJson.cost(out, attempt.cost().get());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
