package io.throughline;

import io.throughline.api.Answers;
import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.ModelError;
import io.throughline.http.HeaderHygiene;
import io.throughline.mark.AnswerEditor;
import io.throughline.wire.BodyCollector;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.ContentDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Takes out of a provider's error the key that the provider was called with, which some repeat to whoever sent it: here that is the proxy, and the
 * caller must not learn it. Every byte of the key becomes a {@code *}, all others pass as they come, however long the error is. A compressed one
 * is looked into whole, and passes as it came where the key is not in it.
 */
final class KeylessErrors {
    /** A shorter one is no secret, but such a word as local servers take for a key, and as stands in any text. */
    private static final int SHORTEST_KEY = 8;

    private static final long MOST_CODED = 1 << 20;
    private static final long MOST_DECODED = 8 << 20;

    private final ByteBudget held;

    /**
     * Makes one.
     *
     * @param held what all whole answers in memory share
     */
    KeylessErrors(ByteBudget held) {
        this.held = held;
    }

    /**
     * Returns an error without the key.
     *
     * @param error a response of a status from 400 on
     * @param sent the header fields of the request that it answers
     * @param dialect in which an error is told that can't be looked into
     */
    CompletionStage<ProxyResponse> of(ProxyResponse error, Headers sent, String dialect) {
        Optional<String> key = HeaderHygiene.credential(sent).filter(it -> it.length() >= SHORTEST_KEY);
        if (key.isEmpty()) {
            return CompletableFuture.completedStage(error);
        }
        List<byte[]> forms = forms(key.get());
        ProxyResponse told = new ProxyResponse(error.status(), without(key.get(), error.headers()), error.body());
        boolean plain = told.headers().all("content-encoding").stream().allMatch("identity"::equalsIgnoreCase);
        return plain
                ? CompletableFuture.completedStage(told.with(masked(told.body(), forms)))
                : coded(told, forms, dialect);
    }

    private CompletionStage<ProxyResponse> coded(ProxyResponse error, List<byte[]> forms, String dialect) {
        return BodyCollector.collect(error.body(), MOST_CODED, held).thenApply(result -> {
            if (!(result instanceof BodyCollector.Whole whole)) {
                return unread(error, dialect);
            }
            held.give(whole.bytes().length);
            return decoded(error, whole.bytes())
                    .map(plain -> masked(error, whole.bytes(), plain, forms))
                    .orElseGet(() -> unread(error, dialect));
        });
    }

    private static ProxyResponse masked(ProxyResponse error, byte[] coded, byte[] plain, List<byte[]> forms) {
        byte[] masked = ((Body.Bytes) masked(Body.of(plain), forms)).bytes();
        if (Arrays.equals(masked, plain)) {
            return error.with(Body.of(coded));
        }
        Headers headers =
                error.headers().without("content-encoding").with("Content-Length", Integer.toString(masked.length));
        return new ProxyResponse(error.status(), headers, Body.of(masked));
    }

    /** The length stays, as the bytes' number does. */
    private static Body masked(Body body, List<byte[]> forms) {
        Body masked = body;
        for (byte[] form : forms) {
            masked = AnswerEditor.edited(masked, new KeyEditor(form));
        }
        if (masked instanceof Body.Push push) {
            return new Body.Push(push.publisher(), body.length());
        }
        return masked instanceof Body.Pull pull ? new Body.Pull(pull.stream(), body.length()) : masked;
    }

    private static Optional<byte[]> decoded(ProxyResponse error, byte[] coded) {
        if (coded.length == 0) {
            return Optional.of(coded);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(2 * coded.length);
        Consumer<ByteBuffer> keep = piece -> {
            byte[] bytes = new byte[piece.remaining()];
            piece.duplicate().get(bytes);
            out.writeBytes(bytes);
        };
        ContentDecoder decoder = ContentDecoder.of(error.headers().all("content-encoding"), MOST_DECODED);
        decoder.feed(ByteBuffer.wrap(coded), keep);
        decoder.finish(keep);
        return decoder.state() == ContentDecoder.State.DONE ? Optional.of(out.toByteArray()) : Optional.empty();
    }

    /** What may hold the key and can't be looked into does not pass; its status and its header fields do, such as when to come again. */
    private static ProxyResponse unread(ProxyResponse error, String dialect) {
        byte[] why = "The provider's error came in a form that can't be read.".getBytes(StandardCharsets.UTF_8);
        ModelError told = ErrorReader.read(error.status(), why);
        ProxyResponse ours = Answers.error(dialect, told);
        Headers kept = error.headers()
                .without("content-encoding")
                .without("content-length")
                .without("content-type");
        Headers.Builder headers = kept.toBuilder();
        ours.headers().keep(name -> !kept.contains(name)).forEach(headers::add);
        return new ProxyResponse(error.status(), headers.build(), ours.body());
    }

    private static Headers without(String key, Headers headers) {
        Headers.Builder masked = Headers.builder();
        headers.forEach((name, value) -> masked.add(name, value.replace(key, "*".repeat(key.length()))));
        return masked.build();
    }

    /** A writer of JSON may put a backslash before a slash. */
    private static List<byte[]> forms(String key) {
        List<byte[]> forms = new ArrayList<>(2);
        forms.add(key.getBytes(StandardCharsets.UTF_8));
        if (key.indexOf('/') >= 0) {
            forms.add(key.replace("/", "\\/").getBytes(StandardCharsets.UTF_8));
        }
        return forms;
    }
}
