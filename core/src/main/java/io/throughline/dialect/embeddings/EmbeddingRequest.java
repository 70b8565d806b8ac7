package io.throughline.dialect.embeddings;

import io.throughline.dialect.conversation.Conversation.Further;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request for embeddings, apart from any dialect. Immutable.
 *
 * @param model the model as the client names it
 * @param inputs what to embed, in order; never empty
 * @param encoding how the client wants the vectors
 * @param dimensions how many numbers a vector is to have
 * @param user who the end user is
 * @param further everything else that the client said, in its order
 */
public record EmbeddingRequest(
        String model,
        List<Input> inputs,
        Encoding encoding,
        OptionalLong dimensions,
        Optional<String> user,
        List<Further> further) {

    /** Copies the lists. */
    public EmbeddingRequest {
        inputs = List.copyOf(inputs);
        further = List.copyOf(further);
    }

    /** Returns a further field of the request. */
    Optional<Further> further(String path) {
        return further.stream().filter(field -> field.path().equals(path)).findFirst();
    }

    /** One thing to embed. */
    public sealed interface Input {
        /**
         * Text.
         *
         * @param text the text
         */
        record Text(String text) implements Input {}

        /**
         * Tokens, which only models with the client's own tokenizer understand.
         *
         * @param json the JSON array of the tokens' numbers
         */
        record Tokens(String json) implements Input {}
    }

    /** How a vector stands in the answer. */
    public enum Encoding {
        /** As a JSON array of numbers. */
        FLOAT,
        /** As the base64 of little-endian floats of 32 bits. */
        BASE64
    }
}
