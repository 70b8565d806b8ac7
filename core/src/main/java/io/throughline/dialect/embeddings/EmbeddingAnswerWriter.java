package io.throughline.dialect.embeddings;

import com.fasterxml.jackson.core.JsonGenerator;
import io.throughline.dialect.Usage;
import io.throughline.dialect.embeddings.EmbeddingRequest.Encoding;
import io.throughline.wire.JsonText;
import java.io.IOException;

/** Writes answers of OpenAI's Embeddings. Stateless and safe for use by many threads. */
public final class EmbeddingAnswerWriter {
    /** Makes a writer. */
    public EmbeddingAnswerWriter() {}

    /**
     * Writes an answer that is no error. Tokens that the provider did not tell are not told; they are never zero.
     *
     * @param answer the answer
     * @param asked the request
     */
    public byte[] write(EmbeddingAnswer answer, EmbeddingRequest asked) {
        return JsonText.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("object", "list");
            out.writeArrayFieldStart("data");
            int index = 0;
            for (EmbeddingVector vector : answer.vectors()) {
                writeVector(out, vector, index++, asked.encoding());
            }
            out.writeEndArray();
            out.writeStringField("model", answer.model().orElse(asked.model()));
            if (answer.usage().isPresent()) {
                writeUsage(out, answer.usage().get());
            }
            out.writeEndObject();
        });
    }

    private static void writeVector(JsonGenerator out, EmbeddingVector vector, int index, Encoding encoding)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("object", "embedding");
        out.writeNumberField("index", index);
        out.writeFieldName("embedding");
        switch (encoding) {
            case FLOAT -> out.writeRawValue(vector.json());
            case BASE64 -> out.writeString(vector.base64());
        }
        out.writeEndObject();
    }

    private static void writeUsage(JsonGenerator out, Usage usage) throws IOException {
        out.writeObjectFieldStart("usage");
        out.writeNumberField("prompt_tokens", usage.inputTotal());
        out.writeNumberField("total_tokens", usage.inputTotal() + usage.outputTotal());
        out.writeEndObject();
    }
}
