package io.throughline.dialect.gemini;

import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a candidate holds. Its fields come in any order, so they are taken in first and told afterwards. Of the rare ones only the place is kept. */
final class CandidateFields {
    long index;

    List<PartFields> parts = List.of();

    @Nullable
    String finish;

    @Nullable
    ByteRange logprobs;

    @Nullable
    ByteRange grounding;

    @Nullable
    ByteRange citations;

    private CandidateFields() {}

    static CandidateFields read(JsonReader in) throws IOException {
        CandidateFields fields = new CandidateFields();
        if (in.object()) {
            String field;
            while ((field = in.field()) != null) {
                fields.take(field, in);
            }
        }
        return fields;
    }

    private void take(String field, JsonReader in) throws IOException {
        switch (field) {
            case "index" -> index = in.integer(0);
            case "content" -> takeContent(in);
            case "finishReason" -> finish = in.scalar();
            case "logprobsResult" -> logprobs = placeOf(in);
            case "groundingMetadata" -> grounding = placeOf(in);
            case "citationMetadata" -> citations = placeOf(in);
            default -> {}
        }
    }

    private void takeContent(JsonReader in) throws IOException {
        if (!in.object()) {
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            if (field.equals("parts") && in.array()) {
                List<PartFields> told = new ArrayList<>(1);
                while (in.element()) {
                    told.add(PartFields.read(in));
                }
                parts = told;
            }
        }
    }

    private static @Nullable ByteRange placeOf(JsonReader in) throws IOException {
        return in.isObject() ? in.place() : null;
    }
}
