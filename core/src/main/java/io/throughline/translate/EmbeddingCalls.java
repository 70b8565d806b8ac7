package io.throughline.translate;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Upstream;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.embeddings.EmbeddingAnswer;
import io.throughline.dialect.embeddings.EmbeddingAnswerWriter;
import io.throughline.dialect.registry.Dialects;
import io.throughline.record.Recording;
import io.throughline.wire.ByteBudget;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Sends the parts of a call for embeddings, a few at a time, and makes one answer of theirs. Safe for use by many threads. */
public final class EmbeddingCalls {
    private final ByteBudget held;

    /**
     * Makes one.
     *
     * @param held what all whole answers in memory share
     */
    public EmbeddingCalls(ByteBudget held) {
        this.held = held;
    }

    /**
     * What came of the parts together.
     *
     * @param status the provider's status: of the part that failed, where one did
     * @param headers that part's header fields, or the first's
     * @param answer the answer
     * @param bytes how many bytes came
     */
    public record Sent(int status, Headers headers, EmbeddingAnswer answer, long bytes) {}

    /**
     * Sends the parts. After one has failed no other is begun; who cancels the stage ends those under way.
     *
     * @param call the call
     * @param requests the request of each part, in order
     * @param upstream sends them
     */
    public CompletableFuture<Sent> send(EmbeddingTranslation call, List<ProxyRequest> requests, Upstream upstream) {
        return new EmbeddingParts(call, requests, upstream, held).send();
    }

    /**
     * Writes the client's answer, and tells the recording of it.
     *
     * @param call the call
     * @param sent what came
     * @param recording what the call is recorded in
     * @param clientLeft whether the client has left
     */
    public static ProxyResponse written(EmbeddingTranslation call, Sent sent, Recording recording, boolean clientLeft) {
        EmbeddingAnswer whole = sent.answer()
                .error()
                .map(error -> EmbeddingAnswer.of(told(error)))
                .orElse(sent.answer());
        int status = whole.error().map(ModelError::status).orElse(200);
        byte[] body = whole.error()
                .map(error -> Dialects.EMBEDDINGS.error(error))
                .orElseGet(() -> new EmbeddingAnswerWriter().write(whole, call.asked()));
        recording.bytesPassed((int) Math.min(sent.bytes(), Integer.MAX_VALUE));
        recording.answering(status);
        if (whole.error().isPresent() && clientLeft) {
            recording.clientLeft(whole::toAnswer);
        }
        recording.answered(whole::toAnswer);
        Headers told = sent.headers()
                .keep(name -> !name.startsWith("content-") && !name.equals("location"))
                .with("Content-Type", "application/json")
                .with("Content-Length", Integer.toString(body.length));
        return new ProxyResponse(status, told, Body.of(body));
    }

    /** That the provider refuses our key is not the caller's fault. */
    private static ModelError told(ModelError error) {
        return error.kind() == ModelError.Kind.AUTHENTICATION ? TranslatedHead.refusedKey() : error;
    }
}
