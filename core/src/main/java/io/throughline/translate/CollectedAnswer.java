package io.throughline.translate;

import io.throughline.Body;
import io.throughline.ProxyResponse;
import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.WholeAnswer;
import io.throughline.record.AnswerTap;
import io.throughline.record.Recording;
import io.throughline.wire.BodyCollector;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.ContentDecoder;
import io.throughline.wire.FrameReader;
import io.throughline.wire.Framing;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** A provider's answer that is read whole before it is translated: the client asked for no stream, or got none. */
final class CollectedAnswer {
    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_FRAME_BYTES = 16 << 20;

    private final Translation call;
    private final Optional<Framing> framing;
    private final UsageConvention convention;
    private final Recording recording;
    private final BooleanSupplier clientLeft;
    private final EventBridge bridge;
    private final boolean asStream;

    CollectedAnswer(
            Translation call,
            Optional<Framing> framing,
            UsageConvention convention,
            Recording recording,
            BooleanSupplier clientLeft) {
        this.call = call;
        this.framing = framing;
        this.convention = convention;
        this.recording = recording;
        this.clientLeft = clientLeft;
        this.bridge = new EventBridge(call);
        this.asStream = call.context().asked().stream();
    }

    CompletionStage<ProxyResponse> of(ProxyResponse upstream, ByteBudget held) {
        return BodyCollector.collect(upstream.body(), MOST_BYTES, held).thenApply(result -> {
            if (!(result instanceof BodyCollector.Whole whole)) {
                return unread(result, upstream);
            }
            try {
                recording.bytesPassed(whole.bytes().length);
                byte[] body =
                        ContentDecoder.decoded(whole.bytes(), upstream.headers().all("content-encoding"), MOST_BYTES);
                return whole(upstream, body);
            } finally {
                held.give(whole.bytes().length);
            }
        });
    }

    private ProxyResponse whole(ProxyResponse upstream, byte[] body) {
        Answer read = upstream.status() >= 300
                ? failed(ErrorReader.read(upstream.status(), body), Answer.empty())
                : checked(framing.map(it -> ofStream(body, it)).orElseGet(() -> ofWhole(body)));
        byte[] written = read.error().isPresent() ? new byte[0] : written(read);
        Answer answer = bridge.ownFailure().map(error -> failed(error, read)).orElse(read);
        ProxyResponse response = answer.error()
                .map(error -> TranslatedHead.failure(error, RetryDelay.told(upstream.headers(), body), call))
                .orElseGet(() -> answered(written, upstream));
        recording.answering(response.status());
        recording.tokenPassed();
        recording.following(() -> answer);
        recording.answered(() -> answer);
        return response;
    }

    private Answer ofStream(byte[] body, Framing framed) {
        StreamReader reader = AssembledStream.shared(
                sink -> call.target().dialect().streamDecoder(convention, RestoredToolNames.in(call, sink)),
                event -> {});
        FrameReader frames = framed.reader(MOST_FRAME_BYTES, reader::event);
        frames.feed(ByteBuffer.wrap(body));
        if (frames.skipped() > 0) {
            reader.tooLarge();
        }
        reader.cut();
        frames.finish();
        Answer answer = reader.answer();
        return reader.ended() || AnswerTap.finished(answer)
                ? answer
                : failed(upstream("The provider's stream ended before its answer did"), answer);
    }

    private Answer ofWhole(byte[] body) {
        return WholeAnswer.read(
                200,
                body,
                sink -> call.target().dialect().wholeDecoder(convention, RestoredToolNames.in(call, event -> {
                    sink.accept(event);
                    if (asStream && !(event instanceof StreamEvent.Ended)) {
                        bridge.accept(event);
                    }
                })));
    }

    /** An answer that holds nothing is none in any dialect, and one that its provider broke off is an error in all. */
    private static Answer checked(Answer answer) {
        Optional<ModelError> brokenOff = answer.brokenOff();
        if (answer.error().isEmpty() && brokenOff.isPresent()) {
            return failed(brokenOff.get(), answer);
        }
        return answer.error().isEmpty() && answer.choices().isEmpty()
                ? failed(upstream(EventBridge.NO_ANSWER), answer)
                : answer;
    }

    private byte[] written(Answer answer) {
        if (!asStream) {
            return call.answers().whole(answer, call.context());
        }
        bridge.accept(new StreamEvent.Ended());
        ByteBuffer frames = bridge.drain();
        byte[] bytes = new byte[frames.remaining()];
        frames.get(bytes);
        return bytes;
    }

    private ProxyResponse answered(byte[] written, ProxyResponse upstream) {
        String type = asStream ? call.client().streamType() : "application/json";
        return new ProxyResponse(
                200,
                TranslatedHead.headers(upstream.headers(), type, call)
                        .with("Content-Length", Integer.toString(written.length)),
                Body.of(written));
    }

    private ProxyResponse unread(BodyCollector.Result result, ProxyResponse upstream) {
        ModelError error = upstream(problem(result));
        ProxyResponse response = TranslatedHead.failure(error, upstream.headers(), call);
        recording.answering(response.status());
        if (clientLeft.getAsBoolean()) {
            recording.clientLeft(Answer::empty);
        } else {
            recording.failed(error, Answer::empty);
        }
        return response;
    }

    private static String problem(BodyCollector.Result result) {
        if (result instanceof BodyCollector.TooLarge) {
            return "The provider's answer is larger than " + MOST_BYTES + " bytes";
        }
        return result instanceof BodyCollector.NoRoom
                ? "Too many large answers are under way"
                : "The provider's answer broke off";
    }

    private static ModelError upstream(String problem) {
        return ModelError.of(ModelError.Kind.UPSTREAM, problem);
    }

    private static Answer failed(ModelError error, Answer soFar) {
        return new Answer(
                soFar.id(), soFar.model(), soFar.choices(), soFar.usage(), soFar.serviceTier(), Optional.of(error));
    }
}
