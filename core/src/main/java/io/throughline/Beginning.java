package io.throughline;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.Usage;
import io.throughline.dialect.registry.Codec;
import io.throughline.dialect.registry.Codecs;
import io.throughline.dialect.registry.Dialects;
import io.throughline.http.UpstreamException;
import io.throughline.record.AnswerTap;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.ContentDecoder;
import io.throughline.wire.Framing;
import io.throughline.wire.HeldBody;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * As much of an answer as tells whether it is one. Of a stream that is its first piece of content, of any other answer all of it, up to
 * {@value #MOST_HELD} bytes. Read once; {@link #usage} and {@link #cancel} are for any thread.
 */
final class Beginning {
    private static final byte[] ERROR = "\"error\"".getBytes(StandardCharsets.US_ASCII);
    private static final long MOST_HELD = 256 * 1024;
    private static final long MOST_DECODED = 4L << 20;

    private final Outbound outbound;
    private final ByteBudget budget;
    private volatile @Nullable HeldBody body;
    private volatile @Nullable FirstWords words;

    /**
     * Makes one of an answer that is still to come.
     *
     * @param outbound the call
     * @param budget what all beginnings of answers in memory share
     */
    Beginning(Outbound outbound, ByteBudget budget) {
        this.outbound = outbound;
        this.budget = budget;
    }

    /** What an answer turned out to be. */
    sealed interface Verdict {
        /** It is an answer, or what nobody here can judge; all of it is still to be read. */
        record Answers(ProxyResponse response) implements Verdict {}

        /** It tells of an error, under a status of success; all of it is still to be read. */
        record TellsError(ProxyResponse response, ModelError error) implements Verdict {}

        /** It broke before it was one. */
        record Breaks(Throwable cause) implements Verdict {}
    }

    /** Reads the beginning of a response whose status is none of an error. */
    CompletionStage<Verdict> of(ProxyResponse response) {
        Optional<Dialect> dialect =
                Codecs.named(outbound.spoken()).map(Codec::dialect).or(() -> Dialects.named(outbound.spoken()));
        if (response.status() >= 300 || dialect.isEmpty() || !(response.body() instanceof Body.Push push)) {
            return CompletableFuture.completedStage(new Verdict.Answers(response));
        }
        return AnswerTap.framing(response.headers())
                .map(framing -> stream(response, push, dialect.get(), framing))
                .orElseGet(() -> whole(response, push, dialect.get()));
    }

    private CompletionStage<Verdict> stream(ProxyResponse response, Body.Push push, Dialect dialect, Framing framing) {
        FirstWords read = new FirstWords(dialect, outbound.provider().usage(), framing, response.headers());
        words = read;
        HeldBody held = new HeldBody(read, MOST_HELD, budget);
        body = held;
        return held.begin(push.publisher()).thenApply(ending -> {
            read.finish(ending.isPresent());
            Optional<Throwable> broken = ending.flatMap(HeldBody.Ending::failure);
            if (read.error().isPresent()) {
                return new Verdict.TellsError(
                        behind(held, response, push), read.error().get());
            }
            if (broken.isPresent()) {
                return broken(held, broken.get());
            }
            return ending.isPresent() && !read.isSettled()
                    ? broken(held, UpstreamException.endedEarly())
                    : new Verdict.Answers(behind(held, response, push));
        });
    }

    private CompletionStage<Verdict> whole(ProxyResponse response, Body.Push push, Dialect dialect) {
        HeldBody held = new HeldBody(bytes -> false, MOST_HELD, budget);
        body = held;
        return held.begin(push.publisher()).thenApply(ending -> {
            if (ending.isEmpty()) {
                return new Verdict.Answers(behind(held, response, push)); // too large to be judged
            }
            Optional<Throwable> broken = ending.get().failure();
            if (broken.isPresent()) {
                return broken(held, broken.get());
            }
            byte[] all = held.bytes();
            Optional<ModelError> error = error(all, response, dialect);
            if (error.isPresent()) {
                return new Verdict.TellsError(behind(held, response, push), error.get());
            }
            held.cancel();
            return new Verdict.Answers(response.with(new Body.Bytes(all)));
        });
    }

    private static ProxyResponse behind(HeldBody held, ProxyResponse response, Body.Push push) {
        return response.with(new Body.Push(held, push.length()));
    }

    private static Verdict broken(HeldBody held, Throwable cause) {
        held.cancel();
        return new Verdict.Breaks(cause);
    }

    /** Some providers answer 200 and then tell of an error. Few answers have the word in them, so few are read twice. */
    private Optional<ModelError> error(byte[] bytes, ProxyResponse response, Dialect dialect) {
        byte[] decoded = ContentDecoder.decoded(bytes, response.headers().all("content-encoding"), MOST_DECODED);
        if (!holds(decoded, ERROR)) {
            return Optional.empty();
        }
        Answer answer =
                dialect.read(response.status(), decoded, outbound.provider().usage());
        return answer.choices().isEmpty() ? answer.error() : Optional.empty();
    }

    private static boolean holds(byte[] text, byte[] word) {
        for (int i = 0; i <= text.length - word.length; i++) {
            if (text[i] == word[0] && Arrays.equals(text, i, i + word.length, word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the tokens that were told so far. */
    Optional<Usage> usage() {
        return Optional.ofNullable(words).flatMap(FirstWords::usage);
    }

    /** Lets go of what was read, and reads no more. */
    void cancel() {
        HeldBody held = body;
        if (held != null) {
            held.cancel();
        }
    }
}
