package io.throughline.translate;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.record.AnswerTap;
import io.throughline.record.Recording;
import io.throughline.wire.Framing;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;

/** A provider's stream for a client that asked for one: translated as it comes. */
final class StreamedAnswer {
    private final Translation call;
    private final Framing framing;
    private final UsageConvention convention;
    private final Recording recording;
    private final BooleanSupplier clientLeft;

    StreamedAnswer(
            Translation call,
            Framing framing,
            UsageConvention convention,
            Recording recording,
            BooleanSupplier clientLeft) {
        this.call = call;
        this.framing = framing;
        this.convention = convention;
        this.recording = recording;
        this.clientLeft = clientLeft;
    }

    /** Translates an answer with which another provider may go on where this one breaks. */
    CompletionStage<ProxyResponse> of(ProxyResponse upstream, Continuation continuation) {
        EventBridge bridge = new EventBridge(call);
        Continuation.Next first = new Continuation.Next(upstream, call, convention);
        ContinuedEvents events = new ContinuedEvents(first, framing, bridge, recording, clientLeft);
        long requestBytes = call.context().request().bytes().length;
        return begin(
                new TranslatedStream(events, bridge),
                bridge,
                new ContinuedBody(upstream.body().publisher(Runnable::run), events, continuation, requestBytes),
                upstream.headers());
    }

    CompletionStage<ProxyResponse> of(ProxyResponse upstream) {
        EventBridge bridge = new EventBridge(call);
        StreamReader reader = AssembledStream.shared(
                sink -> call.target().dialect().streamDecoder(convention, RestoredToolNames.in(call, sink)), bridge);
        AnswerTap tap = new AnswerTap(recording, reader, framing, upstream.headers(), clientLeft);
        TranslatedStream stream = new TranslatedStream(new ProviderEvents(tap, reader, bridge, recording), bridge);
        return begin(stream, bridge, upstream.body().publisher(Runnable::run), upstream.headers());
    }

    private CompletionStage<ProxyResponse> begin(
            TranslatedStream stream, EventBridge bridge, Flow.Publisher<ByteBuffer> from, Headers upstream) {
        return stream.begin(from)
                .thenApply(begun -> begun ? begun(stream, upstream) : failed(stream, bridge, upstream));
    }

    private ProxyResponse begun(TranslatedStream stream, Headers upstream) {
        recording.answering(200);
        return new ProxyResponse(
                200,
                TranslatedHead.headers(upstream, call.client().streamType(), call),
                new Body.Push(stream, OptionalLong.empty()));
    }

    private ProxyResponse failed(TranslatedStream stream, EventBridge bridge, Headers upstream) {
        ProxyResponse failure = TranslatedHead.failure(bridge.failure().orElseThrow(), upstream, call);
        recording.answering(failure.status());
        stream.failed();
        return failure;
    }
}
