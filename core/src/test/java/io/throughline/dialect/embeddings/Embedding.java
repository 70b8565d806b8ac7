package io.throughline.dialect.embeddings;

import io.throughline.Headers;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Losses;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Requests and answers that a test writes down. */
final class Embedding {
    private Embedding() {}

    static EmbeddingRequest request(String json) {
        return new EmbeddingRequestReader().read(bytes(json));
    }

    static Losses losses(EmbeddingTarget target) {
        return new Losses(new EmbeddingRequestReader().fields(), target.table(), false);
    }

    static List<EmbeddingPart> parts(EmbeddingTarget target, String model, String json) {
        return target.write(request(json), Destination.of(model, "x"), losses(target));
    }

    static String body(EmbeddingPart part) {
        return new String(part.request().body().bytes(), StandardCharsets.UTF_8);
    }

    static EmbeddingAnswer answer(EmbeddingTarget target, String json) {
        return target.read(200, Headers.none(), bytes(json));
    }

    static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
