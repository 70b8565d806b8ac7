package io.throughline.translate;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.WholeAnswer;
import io.throughline.dialect.messages.ForcedJson;
import io.throughline.record.AnswerTap;
import io.throughline.record.Recording;
import io.throughline.wire.BodyCollector;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.ContentDecoder;
import io.throughline.wire.FrameReader;
import io.throughline.wire.Framing;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** Makes of a provider's answer the client's, in the client's dialect. Safe for use by many threads. */
public final class TranslatedAnswers {
    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_FRAME_BYTES = 16 << 20;

    private final ByteBudget held;

    /**
     * Makes one.
     *
     * @param held what all whole answers in memory share
     */
    public TranslatedAnswers(ByteBudget held) {
        this.held = held;
    }

    /**
     * Translates an answer. The response's header fields are the upstream's, but for those of the body; nothing is filtered.
     *
     * @param upstream the provider's response
     * @param call the call
     * @param convention how the provider counts tokens
     * @param recording what the call is recorded in
     * @param clientLeft whether the client has left
     * @return the client's response; an error, with its status, where the provider failed before anything was written
     */
    public CompletionStage<ProxyResponse> of(
            ProxyResponse upstream,
            Translation call,
            UsageConvention convention,
            Recording recording,
            BooleanSupplier clientLeft) {
        Optional<Framing> framing = AnswerTap.framing(upstream.headers());
        boolean streams = upstream.status() < 300 && framing.isPresent() && call.context().asked().stream();
        return streams
                ? streamed(upstream, call, framing.get(), convention, recording, clientLeft)
                : collected(upstream, call, framing, convention, recording, clientLeft);
    }

    private static CompletionStage<ProxyResponse> streamed(
            ProxyResponse upstream,
            Translation call,
            Framing framing,
            UsageConvention convention,
            Recording recording,
            BooleanSupplier clientLeft) {
        EventBridge bridge = new EventBridge(call);
        StreamReader reader = AssembledStream.shared(
                sink -> call.target().dialect().streamDecoder(convention, restored(call, sink)), bridge);
        AnswerTap tap = new AnswerTap(recording, reader, framing, upstream.headers(), clientLeft);
        TranslatedStream stream = new TranslatedStream(tap, bridge, broken -> end(reader, bridge, broken));
        return stream.begin(upstream.body().publisher(Runnable::run)).thenApply(begun -> {
            if (begun) {
                recording.answering(200);
                return new ProxyResponse(
                        200,
                        headers(upstream.headers(), call.client().streamType(), call),
                        new Body.Push(stream, OptionalLong.empty()));
            }
            ProxyResponse failure = failure(bridge.failure().orElseThrow(), upstream.headers(), call);
            recording.answering(failure.status());
            stream.fail();
            return failure;
        });
    }

    /** A provider that says why it finished and then nothing more is done; one that says nothing has broken off. */
    private static void end(StreamReader reader, EventBridge bridge, Optional<Throwable> broken) {
        if (broken.isEmpty() && AnswerTap.finished(reader.answer())) {
            bridge.accept(new StreamEvent.Ended());
        } else {
            bridge.accept(new StreamEvent.Failed(ModelError.of(
                    ModelError.Kind.UPSTREAM,
                    broken.isPresent()
                            ? "The provider's stream broke off"
                            : "The provider's stream ended before its answer did")));
        }
    }

    private CompletionStage<ProxyResponse> collected(
            ProxyResponse upstream,
            Translation call,
            Optional<Framing> framing,
            UsageConvention convention,
            Recording recording,
            BooleanSupplier clientLeft) {
        return BodyCollector.collect(upstream.body(), MOST_BYTES, held).thenApply(result -> {
            if (!(result instanceof BodyCollector.Whole whole)) {
                return unread(result, upstream.headers(), call, recording, clientLeft);
            }
            try {
                recording.bytesPassed(whole.bytes().length);
                byte[] body =
                        ContentDecoder.decoded(whole.bytes(), upstream.headers().all("content-encoding"), MOST_BYTES);
                return whole(upstream, body, call, framing, convention, recording);
            } finally {
                held.give(whole.bytes().length);
            }
        });
    }

    private static ProxyResponse whole(
            ProxyResponse upstream,
            byte[] body,
            Translation call,
            Optional<Framing> framing,
            UsageConvention convention,
            Recording recording) {
        EventBridge bridge = new EventBridge(call);
        Answer answer = upstream.status() >= 300
                ? failed(ErrorReader.read(upstream.status(), body))
                : framing.map(it -> ofStream(body, it, call, convention))
                        .orElseGet(() -> ofWhole(body, call, convention, bridge));
        ProxyResponse response = answer.error()
                .map(error -> failure(error, upstream.headers(), call))
                .orElseGet(() -> written(answer, bridge, upstream.headers(), call));
        recording.answering(response.status());
        recording.tokenPassed();
        recording.answered(() -> answer);
        return response;
    }

    private static ProxyResponse written(Answer answer, EventBridge bridge, Headers upstream, Translation call) {
        boolean stream = call.context().asked().stream();
        byte[] written;
        if (stream) {
            bridge.accept(new StreamEvent.Ended());
            written = bytes(bridge.drain());
        } else {
            written = call.answers().whole(answer, call.context());
        }
        return new ProxyResponse(
                200,
                headers(upstream, stream ? call.client().streamType() : "application/json", call)
                        .with("Content-Length", Integer.toString(written.length)),
                Body.of(written));
    }

    private static Answer ofStream(byte[] body, Framing framing, Translation call, UsageConvention convention) {
        StreamReader reader =
                AssembledStream.of(sink -> call.target().dialect().streamDecoder(convention, restored(call, sink)));
        FrameReader frames = framing.reader(MOST_FRAME_BYTES, reader::event);
        frames.feed(ByteBuffer.wrap(body));
        frames.finish();
        return reader.answer();
    }

    private static Answer ofWhole(byte[] body, Translation call, UsageConvention convention, EventBridge bridge) {
        return WholeAnswer.read(
                200,
                body,
                sink -> call.target().dialect().wholeDecoder(convention, restored(call, event -> {
                    sink.accept(event);
                    if (call.context().asked().stream() && !(event instanceof StreamEvent.Ended)) {
                        bridge.accept(event);
                    }
                })));
    }

    /** Tools that had to be renamed get the client's names back; one that stands for the answer's JSON becomes text. */
    private static StreamEvent.Sink restored(Translation call, StreamEvent.Sink sink) {
        Map<String, String> names = call.written().toolNames();
        return names.isEmpty() ? sink : ForcedJson.filter(names, new RestoredToolNames(names, sink));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static String problem(BodyCollector.Result result) {
        if (result instanceof BodyCollector.TooLarge) {
            return "The provider's answer is larger than " + MOST_BYTES + " bytes";
        }
        return result instanceof BodyCollector.NoRoom
                ? "Too many large answers are under way"
                : "The provider's answer broke off";
    }

    private static ProxyResponse unread(
            BodyCollector.Result result,
            Headers upstream,
            Translation call,
            Recording recording,
            BooleanSupplier clientLeft) {
        ModelError error = ModelError.of(ModelError.Kind.UPSTREAM, problem(result));
        ProxyResponse response = failure(error, upstream, call);
        recording.answering(response.status());
        if (clientLeft.getAsBoolean()) {
            recording.clientLeft(Answer::empty);
        } else {
            recording.failed(error, Answer::empty);
        }
        return response;
    }

    private static Answer failed(ModelError error) {
        return new Answer(
                Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.of(error));
    }

    /** The provider's status, but for what would look like the caller's fault: that the provider refuses our key. */
    private static ProxyResponse failure(ModelError error, Headers upstream, Translation call) {
        ModelError told = error.kind() == ModelError.Kind.AUTHENTICATION
                ? ModelError.of(ModelError.Kind.UPSTREAM_AUTHENTICATION, "The provider refused the proxy's credential")
                : inWordsOf(call, error);
        byte[] body = call.client().dialect().error(told);
        return new ProxyResponse(
                told.status(),
                headers(upstream, "application/json", call).with("Content-Length", Integer.toString(body.length)),
                Body.of(body));
    }

    /** A provider's own code is one word of its dialect; the client's dialect has others for the same. */
    private static ModelError inWordsOf(Translation call, ModelError error) {
        boolean sameWords = call.client().dialect().name().startsWith("openai-")
                && call.target().dialect().name().startsWith("openai-");
        return sameWords
                ? error
                : new ModelError(error.kind(), error.status(), error.message(), error.param(), Optional.empty());
    }

    private static Headers headers(Headers upstream, String contentType, Translation call) {
        Headers kept = upstream.keep(name -> !name.startsWith("content-")).with("Content-Type", contentType);
        return RateLimitHeaders.in(kept, call.client().dialect().name(), Instant.now());
    }
}
