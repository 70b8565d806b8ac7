package io.throughline.record;

import com.fasterxml.jackson.core.JsonGenerator;
import io.throughline.dialect.ModelError;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Writes the fields that several parts of a record have. */
final class JsonFields {
    private JsonFields() {}

    /** Writes an error as an object. */
    static void error(JsonGenerator out, String field, ModelError error) throws IOException {
        out.writeObjectFieldStart(field);
        out.writeStringField("kind", error.kind().name().toLowerCase(Locale.ROOT));
        out.writeNumberField("status", error.status());
        out.writeStringField("message", error.message());
        optional(out, "param", error.param());
        optional(out, "code", error.code());
        out.writeEndObject();
    }

    /** Writes a text where there is one. */
    static void optional(JsonGenerator out, String field, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            out.writeStringField(field, value.get());
        }
    }

    /** Writes how many milliseconds after another a moment was, where it was. */
    static void moment(JsonGenerator out, String field, Instant since, Optional<Instant> at) throws IOException {
        if (at.isPresent()) {
            // to the nanosecond; written from whole numbers, since a double costs ten times as much to write
            out.writeNumberField(
                    field, BigDecimal.valueOf(Duration.between(since, at.get()).toNanos(), 6));
        }
    }
}
