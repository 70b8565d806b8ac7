package io.throughline.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/** Writes what others wrote as JSON, or meant to. */
final class RawJson {
    /** Shallower than what a writer or a reader of records takes, since what is read here goes into a record as it is. */
    static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(600)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(10_000)
                    .build())
            .build();

    private RawJson() {}

    /** Writes JSON text as JSON where it is whole, as a string where it is not: a record is always readable. */
    static void raw(JsonGenerator out, String field, String json) throws IOException {
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
