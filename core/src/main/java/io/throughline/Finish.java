package io.throughline;

import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.registry.Dialects;
import io.throughline.mark.AnswerEditor;
import io.throughline.mark.AnswerEdits;
import io.throughline.mark.StreamEditor;
import io.throughline.record.AnswerTap;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.ContentDecoder;
import io.throughline.wire.FrameReader;
import io.throughline.wire.Framing;
import io.throughline.wire.HeldBody;
import io.throughline.wire.JsonArrayReader;
import io.throughline.wire.SseReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the answer to one call gains on its way to the client, and who learns of it. Works on the client's dialect, whichever way the answer came. An
 * answer that is too large to be looked at as a whole passes as it is.
 */
final class Finish {
    private static final Logger LOG = LoggerFactory.getLogger(Finish.class);
    private static final long MOST_HELD = 8L << 20;
    private static final long MOST_DECODED = 64L << 20;
    private static final int MOST_EVENT_BYTES = 16 << 20;

    private final Endpoint.ProviderCall call;
    private final String dialect;
    private final Heard heard;
    private final AnswerEdits edits;
    private final Optional<Extras> extras;
    private final Recording recording;
    private final ByteBudget held;
    private Consumer<Answer> whole = answer -> {};
    private Consumer<byte[]> wholeBytes = body -> {};

    /**
     * Makes one.
     *
     * @param call what is called
     * @param heard learns of the answer
     * @param edits what the answer gains but extras
     * @param extras writes extras, where they are due
     * @param recording what the call is recorded in
     * @param held what all whole answers in memory share
     */
    Finish(
            Endpoint.ProviderCall call,
            Heard heard,
            AnswerEdits edits,
            Optional<Extras> extras,
            Recording recording,
            ByteBudget held) {
        this.call = call;
        this.dialect = call.dialect();
        this.heard = heard;
        this.edits = edits;
        this.extras = extras;
        this.recording = recording;
        this.held = held;
        recording.onEnd(heard::end);
    }

    /** Has {@code taker} told the answer once all of it has come, and it is no error. To be called before the answer comes. */
    void whenWhole(Consumer<Answer> taker) {
        whole = taker;
        recording.onEnd(() -> {
            Answer answer = recording.soFar();
            boolean ofOne = recording.continued().isEmpty(); // what two have said is no target's answer
            if (ofOne && AnswerTap.finished(answer) && answer.error().isEmpty()) {
                quietly(() -> taker.accept(answer));
            }
        });
    }

    /** Has {@code taker} told the bytes of an answer that comes whole and is no error, as they are before anything is added. To be called before it comes. */
    void whenWholeBytes(Consumer<byte[]> taker) {
        wholeBytes = taker;
    }

    /** Returns whether something is added to the answer: it has to come in a form that can be read. */
    boolean isDue() {
        return !edits.isEmpty() || extras.isPresent();
    }

    /** Returns whether the tokens of a stream have to be told, whether the client asked for them or not. */
    boolean needsUsage() {
        return extras.isPresent();
    }

    /** Hears the events of an answer before their bytes are passed on. */
    StreamEvent.Sink listener() {
        return heard;
    }

    /** Hears of a relayed answer that came whole before its last byte is passed on; empty for one that is looked at in {@link #relayed}. */
    Optional<Consumer<Answer>> wholeListener(ProxyResponse upstream) {
        boolean unheard = heard.isConversation() && !isHeld(upstream) && !isArray();
        return unheard ? Optional.of(heard::whole) : Optional.empty();
    }

    /**
     * Finishes an answer that passes in the provider's bytes, and whose events were told to {@link #listener} where it is a stream.
     *
     * @param usage what becomes of the chunk of a Chat stream that tells the tokens
     * @param convention how the provider counts tokens
     */
    CompletionStage<ProxyResponse> relayed(
            ProxyResponse response, AnswerEdits.UsageChunk usage, UsageConvention convention) {
        Optional<Framing> framing = AnswerTap.framing(response.headers());
        if (response.status() >= 300) {
            return CompletableFuture.completedStage(response);
        }
        if (framing.isEmpty() && isArray()) {
            return CompletableFuture.completedStage(array(response));
        }
        return framing.isPresent()
                ? CompletableFuture.completedStage(streamed(response, editor(framing.get(), usage)))
                : whole(response, (spoken, body) -> asRecorded(spoken, response.status(), body, convention));
    }

    /** Finishes an answer that was written here. */
    CompletionStage<ProxyResponse> written(ProxyResponse response) {
        Optional<Framing> framing = AnswerTap.framing(response.headers());
        if (response.status() >= 300) {
            return CompletableFuture.completedStage(response);
        }
        if (framing.isEmpty()) {
            return isArray()
                    ? CompletableFuture.completedStage(array(response))
                    : whole(response, (spoken, body) -> spoken.read(response.status(), body, UsageConvention.STANDARD));
        }
        Optional<StreamEditor> editor = editor(framing.get(), AnswerEdits.UsageChunk.PASSES);
        return CompletableFuture.completedStage(streamed(
                response,
                heard.isConversation()
                        ? Optional.of(heard(sink -> framing.get().reader(MOST_EVENT_BYTES, sink), editor))
                        : editor));
    }

    /** Gemini's streams that are no events are one JSON array, and look like a whole answer. */
    private boolean isArray() {
        return call instanceof Endpoint.GenerateContent generate && generate.streamed();
    }

    private ProxyResponse array(ProxyResponse response) {
        Optional<StreamEditor> editor = AnswerEditor.of(dialect, edits).array();
        return streamed(response, Optional.of(heard(sink -> new JsonArrayReader(MOST_EVENT_BYTES, sink), editor)));
    }

    private Optional<StreamEditor> editor(Framing framing, AnswerEdits.UsageChunk usage) {
        AnswerEdits all = extras.map(it -> edits.withExtras(this::members)).orElse(edits);
        AnswerEditor editor =
                AnswerEditor.of(dialect, usage == AnswerEdits.UsageChunk.IS_TAKEN_OUT ? all.withoutUsageChunk() : all);
        return framing == Framing.SSE ? editor.events() : Optional.empty();
    }

    private String members() {
        return extras.orElseThrow().members(recording, recording.soFar());
    }

    /** A coded stream can't be added to: it passes as it is. */
    private static ProxyResponse streamed(ProxyResponse response, Optional<StreamEditor> editor) {
        return editor.isPresent() && isPlain(response.headers())
                ? new ProxyResponse(
                        response.status(),
                        response.headers().without("content-length"),
                        AnswerEditor.edited(response.body(), editor.get()))
                : response;
    }

    /** The client's ids may not be the provider's: what the client can come back with stands in its own frames. */
    private StreamEditor heard(Function<SseReader.Listener, FrameReader> framing, Optional<StreamEditor> editor) {
        Dialect spoken = Dialects.named(dialect).orElseThrow();
        StreamReader reader =
                AssembledStream.watched(sink -> spoken.streamDecoder(UsageConvention.STANDARD, sink), listener());
        FrameReader frames = framing.apply(reader::event);
        return new StreamEditor() {
            @Override
            public ByteBuffer feed(ByteBuffer bytes) {
                frames.feed(bytes.duplicate());
                return editor.map(it -> it.feed(bytes)).orElse(bytes);
            }

            @Override
            public ByteBuffer finish() {
                return editor.map(StreamEditor::finish).orElseGet(() -> ByteBuffer.allocate(0));
            }
        };
    }

    private CompletionStage<ProxyResponse> whole(ProxyResponse response, BiFunction<Dialect, byte[], Answer> reading) {
        if (response.body() instanceof Body.Bytes bytes) {
            return CompletableFuture.completedStage(edited(response, bytes.bytes(), reading));
        }
        if (!isHeld(response)) {
            return CompletableFuture.completedStage(response);
        }
        HeldBody body = new HeldBody(bytes -> false, MOST_HELD, held);
        return body.begin(((Body.Push) response.body()).publisher()).thenApply(ending -> {
            boolean all = ending.isPresent() && ending.get().failure().isEmpty();
            if (!all) {
                return response.with(new Body.Push(body, response.body().length()));
            }
            byte[] bytes = body.bytes();
            body.cancel();
            return edited(response, bytes, reading);
        });
    }

    /** Whether an answer that came whole is looked at before any of it is passed on: not one that is large, or that the client reads itself. */
    private boolean isHeld(ProxyResponse response) {
        boolean large = response.body().length().orElse(0) > MOST_HELD || response.body() instanceof Body.Pull;
        return response.body() instanceof Body.Bytes || (!large && (isDue() || heard.isConversation()));
    }

    private ProxyResponse edited(ProxyResponse response, byte[] coded, BiFunction<Dialect, byte[], Answer> reading) {
        List<String> codings = response.headers().all("content-encoding");
        byte[] body = isPlain(response.headers()) ? coded : ContentDecoder.decoded(coded, codings, MOST_DECODED);
        Optional<Dialect> spoken = Dialects.named(dialect);
        if (spoken.isEmpty()) {
            return response.with(Body.of(coded));
        }
        Answer answer = reading.apply(spoken.get(), body);
        if (answer.error().isPresent()) {
            return response.with(Body.of(coded));
        }
        heard.whole(answer);
        quietly(() -> whole.accept(answer));
        quietly(() -> wholeBytes.accept(body));
        // what was written here may say less than the provider's own answer, of which the recording knows
        Answer priced = recording.soFar().usage().isPresent() ? recording.soFar() : answer;
        AnswerEdits all = extras.map(it -> edits.withExtras(() -> it.members(recording, priced)))
                .orElse(edits);
        byte[] done = AnswerEditor.of(dialect, all).whole(body);
        if (done == body) {
            return response.with(Body.of(coded));
        }
        Headers headers =
                response.headers().without("content-encoding").with("Content-Length", Integer.toString(done.length));
        return new ProxyResponse(response.status(), headers, new Body.Bytes(done));
    }

    /** What passes as it is was seen by the recording, too: it is read once for both. */
    private Answer asRecorded(Dialect spoken, int status, byte[] body, UsageConvention convention) {
        Answer seen = recording.soFar();
        boolean isThere = !seen.choices().isEmpty() || seen.error().isPresent();
        return isThere ? seen : spoken.read(status, body, convention);
    }

    private static boolean isPlain(Headers headers) {
        return headers.all("content-encoding").stream().allMatch("identity"::equalsIgnoreCase);
    }

    /** Nothing that only learns of a call may fail it. */
    private static void quietly(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.warn("An answer was passed on, but not all was noted of it", e);
        }
    }
}
