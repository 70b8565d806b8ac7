package io.throughline.translate;

import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Upstream;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.embeddings.EmbeddingAnswer;
import io.throughline.dialect.embeddings.EmbeddingAnswerWriter;
import io.throughline.dialect.embeddings.EmbeddingMerge;
import io.throughline.dialect.registry.Dialects;
import io.throughline.record.Recording;
import io.throughline.wire.BodyCollector;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.ContentDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sends the parts of a call for embeddings, a few at a time, and makes one answer of theirs. Safe for use by many threads. */
public final class EmbeddingCalls {
    private static final long MOST_BYTES = 64L << 20;
    private static final int AT_ONCE = 4;

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
     * Sends the parts. After one has failed no other is begun.
     *
     * @param call the call
     * @param requests the request of each part, in order
     * @param upstream sends them
     * @param recording what the call is recorded in
     * @return the client's response, with the header fields of the first part's
     */
    public CompletionStage<ProxyResponse> send(
            EmbeddingTranslation call, List<ProxyRequest> requests, Upstream upstream, Recording recording) {
        Sending sending = new Sending(call, requests, upstream, recording);
        CompletionStage<Void> all = CompletableFuture.completedStage(null);
        for (int lane = 0; lane < Math.min(AT_ONCE, requests.size()); lane++) {
            all = all.thenCombine(sending.lane(), (nothing, none) -> null);
        }
        return all.thenApply(done -> sending.answer());
    }

    private final class Sending {
        private final EmbeddingTranslation call;
        private final List<ProxyRequest> requests;
        private final Upstream upstream;
        private final Recording recording;
        private final EmbeddingAnswer[] answers;
        private Headers headers = Headers.of();
        private int begun;
        private boolean failed;

        private Sending(
                EmbeddingTranslation call, List<ProxyRequest> requests, Upstream upstream, Recording recording) {
            this.call = call;
            this.requests = requests;
            this.upstream = upstream;
            this.recording = recording;
            this.answers = new EmbeddingAnswer[requests.size()];
        }

        /** Sends parts that nobody has begun, one after the other; done when there is none left. */
        private CompletionStage<Void> lane() {
            CompletableFuture<Void> done = new CompletableFuture<>();
            sendNext(done);
            return done;
        }

        /** A loop where answers are there at once: there may be thousands of parts. */
        private void sendNext(CompletableFuture<Void> done) {
            int part;
            while ((part = begin()) >= 0) {
                CompletableFuture<Void> sent = sent(part).toCompletableFuture();
                if (!sent.isDone() || sent.isCompletedExceptionally()) {
                    sent.whenComplete((nothing, cause) -> sentOne(cause, done));
                    return;
                }
            }
            done.complete(null);
        }

        private void sentOne(@Nullable Throwable cause, CompletableFuture<Void> done) {
            if (cause == null) {
                sendNext(done);
                return;
            }
            synchronized (this) {
                failed = true;
            }
            done.completeExceptionally(cause);
        }

        private CompletionStage<Void> sent(int part) {
            try {
                return upstream.send(requests.get(part))
                        .thenCompose(response -> BodyCollector.collect(response.body(), MOST_BYTES, held)
                                .thenAccept(result -> end(part, response, result)));
            } catch (RuntimeException e) {
                return CompletableFuture.failedStage(e);
            }
        }

        private synchronized int begin() {
            return failed || begun == requests.size() ? -1 : begun++;
        }

        private void end(int part, ProxyResponse response, BodyCollector.Result result) {
            recording.headersCame(response.status());
            EmbeddingAnswer answer = read(response, result);
            synchronized (this) {
                answers[part] = answer;
                failed |= answer.error().isPresent();
                if (part == 0) {
                    headers = response.headers();
                }
            }
        }

        private EmbeddingAnswer read(ProxyResponse response, BodyCollector.Result result) {
            if (!(result instanceof BodyCollector.Whole whole)) {
                return EmbeddingAnswer.of(
                        ModelError.of(ModelError.Kind.UPSTREAM, "The provider's answer broke off or is too large"));
            }
            try {
                recording.bytesPassed(whole.bytes().length);
                byte[] body =
                        ContentDecoder.decoded(whole.bytes(), response.headers().all("content-encoding"), MOST_BYTES);
                if (response.status() >= 300 && response.status() < 400) {
                    return EmbeddingAnswer.of(ModelError.of(
                            ModelError.Kind.UPSTREAM, "The provider answered with a redirect, which is not followed"));
                }
                return call.target().read(response.status(), response.headers(), body);
            } finally {
                held.give(whole.bytes().length);
            }
        }

        private synchronized ProxyResponse answer() {
            EmbeddingAnswer read = merged();
            EmbeddingAnswer whole =
                    read.error().map(error -> EmbeddingAnswer.of(told(error))).orElse(read);
            int status = whole.error().map(ModelError::status).orElse(200);
            byte[] body = whole.error()
                    .map(error -> Dialects.EMBEDDINGS.error(error))
                    .orElseGet(() -> new EmbeddingAnswerWriter().write(whole, call.asked()));
            recording.answering(status);
            if (whole.error().isPresent() && hasLeft()) {
                recording.clientLeft(whole::toAnswer);
            }
            recording.answered(whole::toAnswer);
            Headers told = headers.keep(name -> !name.startsWith("content-") && !name.equals("location"))
                    .with("Content-Type", "application/json")
                    .with("Content-Length", Integer.toString(body.length));
            return new ProxyResponse(status, told, Body.of(body));
        }

        private boolean hasLeft() {
            return requests.get(0)
                    .attributes()
                    .get(Cancellation.KEY)
                    .map(Cancellation::isCancelled)
                    .orElse(false);
        }

        /** That the provider refuses our key is not the caller's fault. */
        private ModelError told(ModelError error) {
            return error.kind() == ModelError.Kind.AUTHENTICATION ? TranslatedHead.refusedKey() : error;
        }

        private EmbeddingAnswer merged() {
            List<EmbeddingAnswer> all = new ArrayList<>();
            for (EmbeddingAnswer answer : answers) {
                if (answer != null && answer.error().isPresent()) {
                    return answer;
                }
                all.add(answer);
            }
            return EmbeddingMerge.of(call.parts(), all);
        }
    }
}
