package io.throughline.translate;

import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Upstream;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.embeddings.EmbeddingAnswer;
import io.throughline.dialect.embeddings.EmbeddingMerge;
import io.throughline.wire.BodyCollector;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.ContentDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The parts of one call for embeddings, a few of them under way at a time. Safe for use by many threads. */
final class EmbeddingParts {
    private static final long MOST_BYTES = 64L << 20;
    private static final int AT_ONCE = 4;

    private final EmbeddingTranslation call;
    private final List<ProxyRequest> requests;
    private final Upstream upstream;
    private final ByteBudget held;
    private final EmbeddingAnswer[] answers;
    private final List<CompletableFuture<ProxyResponse>> underWay = new ArrayList<>();
    private int status = 200;
    private Headers headers = Headers.of();
    private long bytes;
    private int begun;
    private boolean failed;

    EmbeddingParts(EmbeddingTranslation call, List<ProxyRequest> requests, Upstream upstream, ByteBudget held) {
        this.call = call;
        this.requests = requests;
        this.upstream = upstream;
        this.held = held;
        this.answers = new EmbeddingAnswer[requests.size()];
    }

    CompletableFuture<EmbeddingCalls.Sent> send() {
        CompletionStage<Void> all = CompletableFuture.completedStage(null);
        for (int lane = 0; lane < Math.min(AT_ONCE, requests.size()); lane++) {
            all = all.thenCombine(lane(), (nothing, none) -> null);
        }
        CompletableFuture<EmbeddingCalls.Sent> sent = new CompletableFuture<>();
        all.whenComplete((done, cause) -> {
            if (cause == null) {
                sent.complete(sent());
            } else {
                sent.completeExceptionally(cause);
            }
        });
        sent.whenComplete((done, cause) -> {
            if (sent.isCancelled()) {
                callOff();
            }
        });
        return sent;
    }

    private void callOff() {
        List<CompletableFuture<ProxyResponse>> sending;
        synchronized (this) {
            failed = true;
            sending = List.copyOf(underWay);
        }
        sending.forEach(one -> one.cancel(false));
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
            CompletableFuture<ProxyResponse> sending =
                    upstream.send(requests.get(part)).toCompletableFuture();
            underWay(sending);
            return sending.thenCompose(response -> BodyCollector.collect(response.body(), MOST_BYTES, held)
                    .thenAccept(result -> end(part, response, result)));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private synchronized void underWay(CompletableFuture<ProxyResponse> sending) {
        underWay.removeIf(CompletableFuture::isDone);
        underWay.add(sending);
    }

    private synchronized int begin() {
        return failed || begun == requests.size() ? -1 : begun++;
    }

    private void end(int part, ProxyResponse response, BodyCollector.Result result) {
        EmbeddingAnswer answer = read(response, result);
        synchronized (this) {
            answers[part] = answer;
            boolean first = answer.error().isPresent() && !failed;
            failed |= answer.error().isPresent();
            if (part == 0 && status == 200) {
                headers = response.headers();
            }
            if (first) {
                headers = response.headers();
                status = response.status() >= 300
                        ? response.status()
                        : answer.error().get().status();
            }
        }
    }

    private EmbeddingAnswer read(ProxyResponse response, BodyCollector.Result result) {
        if (!(result instanceof BodyCollector.Whole whole)) {
            return EmbeddingAnswer.of(
                    ModelError.of(ModelError.Kind.UPSTREAM, "The provider's answer broke off or is too large"));
        }
        try {
            synchronized (this) {
                bytes += whole.bytes().length;
            }
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

    private synchronized EmbeddingCalls.Sent sent() {
        return new EmbeddingCalls.Sent(status, headers, merged(), bytes);
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
