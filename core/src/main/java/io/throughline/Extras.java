package io.throughline;

import com.fasterxml.jackson.core.JsonGenerator;
import io.throughline.dialect.Answer;
import io.throughline.price.Cost;
import io.throughline.price.Pricing;
import io.throughline.price.Sale;
import io.throughline.record.AttemptCosts;
import io.throughline.record.CallRecord;
import io.throughline.record.Recording;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Writes what an answer tells of its call: {@code _cost}, {@code _latency_ms} and {@code _routing} (spec, section 5). */
final class Extras {
    private static final String ZERO = "0";

    private final Pricing pricing;
    private final AttemptCosts attempts;

    Extras(Pricing pricing) {
        this.pricing = pricing;
        this.attempts = new AttemptCosts(pricing);
    }

    /**
     * Returns the members' JSON text, without braces.
     *
     * @param answer the answer, as far as it has come: its tokens are what counts
     */
    String members(Recording recording, Answer answer) {
        Optional<Cost> cost = AttemptCosts.sum(
                cost(recording, answer), attempts.priced(recording.attempts(), LocalDate.now(ZoneOffset.UTC)));
        byte[] object = JsonText.bytes(out -> {
            out.writeStartObject();
            out.writeFieldName("_cost");
            out.writeRawValue(
                    recording.isCached()
                            ? ZERO
                            : cost.map(it -> Cost.plain(it.total())).orElse("null"));
            out.writeFieldName("_latency_ms");
            out.writeRawValue(Long.toString(recording.age().toMillis()) + "."
                    + recording.age().toNanos() / 100_000 % 10);
            routing(out, recording, cost);
            out.writeEndObject();
        });
        return new String(object, 1, object.length - 2, StandardCharsets.UTF_8);
    }

    private static void routing(JsonGenerator out, Recording recording, Optional<Cost> cost) throws IOException {
        List<CallRecord.Attempt> attempts = recording.attempts();
        out.writeObjectFieldStart("_routing");
        out.writeStringField("alias", recording.alias().orElse(null));
        out.writeStringField("provider", recording.provider().orElse(null));
        out.writeStringField("selected_model", recording.selectedModel().orElse(null));
        out.writeNumberField("attempts", attempts.size());
        out.writeBooleanField(
                "fallback",
                attempts.size() > 1
                        && attempts.stream()
                                        .map(CallRecord.Attempt::target)
                                        .distinct()
                                        .count()
                                > 1);
        out.writeStringField("trace_id", recording.ids().traceId());
        out.writeStringField("call_id", recording.id());
        if (cost.filter(Cost::estimated).isPresent()) {
            out.writeBooleanField("estimated", true);
        }
        if (recording.isCached()) {
            out.writeBooleanField("cached", true);
        }
        continued(out, recording.continued());
        out.writeEndObject();
    }

    private static void continued(JsonGenerator out, List<CallRecord.Continued> continued) throws IOException {
        if (continued.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("continued");
        for (CallRecord.Continued one : continued) {
            out.writeStartObject();
            out.writeNumberField("at", one.at());
            out.writeStringField("target", one.target());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private Optional<Cost> cost(Recording recording, Answer answer) {
        if (recording.provider().isEmpty() || answer.usage().isEmpty()) {
            return Optional.empty();
        }
        Sale sale = new Sale(
                recording.provider().get(),
                recording.selectedModel(),
                answer.model(),
                answer.serviceTier(),
                LocalDate.now(ZoneOffset.UTC));
        return pricing.cost(sale, answer.usage().get());
    }
}
