package io.throughline.dialect.embeddings;

import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.Usage;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An answer that is being read. */
final class EmbeddingDraft {
    private static final long UNTOLD = -1;
    /** More tokens than any call has: keeps sums from overflowing. */
    private static final long MOST = 1L << 40;

    private final TreeMap<Long, EmbeddingVector> vectors = new TreeMap<>();
    private @Nullable String id;
    private @Nullable String model;
    private @Nullable Usage usage;
    private long tokens = UNTOLD;

    /** Reads an answer whose fields mean what {@code fields} says. */
    static EmbeddingAnswer read(int status, byte[] body, Fields fields) {
        if (status >= 400) {
            return EmbeddingAnswer.of(ErrorReader.read(status, body));
        }
        EmbeddingDraft draft = new EmbeddingDraft();
        try (JsonReader in = JsonReader.over(body)) {
            each(in, field -> fields.take(draft, field, in));
            return draft.vectors.isEmpty() ? EmbeddingAnswer.of(ErrorReader.read(0, body)) : draft.toAnswer();
        } catch (IOException malformed) {
            return EmbeddingAnswer.of(ErrorReader.unreadable(body));
        }
    }

    /** Goes through the fields of the object that the reader stands on; anything else is passed over. */
    static void each(JsonReader in, Field taken) throws IOException {
        if (in.object()) {
            String field;
            while ((field = in.field()) != null) {
                taken.take(field);
            }
        }
    }

    /** Takes the vectors of the array that the reader stands on. */
    void takeVectors(JsonReader in) throws IOException {
        if (!in.array()) {
            throw new IOException("no vectors");
        }
        while (in.element()) {
            takeVector(in);
        }
    }

    /**
     * Takes the vectors of the array that the reader stands on, whose elements are objects with one vector each.
     *
     * @param within takes the fields of an element
     */
    void takeVectors(JsonReader in, Field within) throws IOException {
        if (!in.array()) {
            throw new IOException("no vectors");
        }
        while (in.element()) {
            int before = vectors.size();
            each(in, within);
            if (vectors.size() != before + 1) {
                throw new IOException("no vector");
            }
        }
    }

    /** Takes the next vector. */
    void takeVector(JsonReader in) throws IOException {
        take(vectors.size(), EmbeddingVector.read(in));
    }

    void take(long index, EmbeddingVector vector) throws IOException {
        if (vectors.putIfAbsent(index, vector) != null) {
            throw new IOException("two vectors of one index");
        }
    }

    boolean hasVectors() {
        return !vectors.isEmpty();
    }

    int size() {
        return vectors.size();
    }

    void takeId(JsonReader in) throws IOException {
        id = in.nonEmptyText();
    }

    void takeModel(JsonReader in) throws IOException {
        model = in.nonEmptyText();
    }

    /** Adds to the input's tokens. */
    void addTokens(JsonReader in) throws IOException {
        long more = in.integer(UNTOLD);
        if (more >= 0) {
            tokens = Math.min(MOST, Math.max(tokens, 0) + Math.min(more, MOST));
        }
    }

    void take(Optional<Usage> told) {
        usage = told.orElse(usage);
    }

    private EmbeddingAnswer toAnswer() throws IOException {
        if (vectors.firstKey() != 0 || vectors.lastKey() != vectors.size() - 1) {
            throw new IOException("a vector is missing");
        }
        List<EmbeddingVector> ordered = new ArrayList<>(vectors.values());
        return new EmbeddingAnswer(
                Optional.ofNullable(id), Optional.ofNullable(model), ordered, usage(), Optional.empty());
    }

    private Optional<Usage> usage() {
        if (usage == null && tokens != UNTOLD) {
            return Optional.of(new Usage(tokens, 0, 0, 0, 0, 0, 0, 0, 0));
        }
        return Optional.ofNullable(usage);
    }

    /** Says what the fields of one provider's answers mean. */
    interface Fields {
        /** Takes a field's value, on which the reader stands. */
        void take(EmbeddingDraft draft, String field, JsonReader in) throws IOException;
    }

    /** Takes the field on whose value a reader stands. */
    interface Field {
        /** Takes the field of a name. */
        void take(String name) throws IOException;
    }
}
