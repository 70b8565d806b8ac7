package io.throughline.record;

import com.fasterxml.jackson.core.JsonGenerator;
import io.throughline.dialect.Billing;
import io.throughline.dialect.Usage;
import io.throughline.price.Cost;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Locale;

/** Writes what was used, and what it cost. */
final class UsageJson {
    private UsageJson() {}

    /** Writes tokens of each kind, and what else is billed. */
    static void usage(JsonGenerator out, Usage usage) throws IOException {
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
        billing(out, usage.billing());
        out.writeEndObject();
    }

    private static void billing(JsonGenerator out, Billing billing) throws IOException {
        if (billing.searches() > 0) {
            out.writeNumberField("searches", billing.searches());
        }
        if (billing.units().isPresent()) {
            out.writeNumberField("billed_input", billing.units().get().input());
            out.writeNumberField("billed_output", billing.units().get().output());
        }
    }

    /** Amounts are numbers with all their digits, never in powers of ten. */
    static void cost(JsonGenerator out, Cost cost) throws IOException {
        out.writeObjectFieldStart("cost");
        amount(out, "total", cost.total());
        out.writeStringField("source", cost.source().name().toLowerCase(Locale.ROOT));
        out.writeBooleanField("estimated", cost.estimated());
        if (cost.estimated()) {
            out.writeStringField("estimated_because", String.join("; ", cost.doubts()));
        }
        out.writeObjectFieldStart("buckets");
        for (var bucket : cost.buckets().entrySet()) {
            amount(out, bucket.getKey().name().toLowerCase(Locale.ROOT), bucket.getValue());
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void amount(JsonGenerator out, String field, BigDecimal usd) throws IOException {
        out.writeFieldName(field);
        out.writeNumber(Cost.plain(usd));
    }
}
