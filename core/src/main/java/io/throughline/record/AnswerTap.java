package io.throughline.record;

import io.throughline.Headers;
import io.throughline.Tap;
import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.ContentDecoder;
import io.throughline.wire.Framing;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Reads an answer out of the bytes that go by. A stream is read event by event as it comes, and only what the record needs is kept; a whole
 * body is kept up to a limit and read later, off the thread that carries the bytes.
 */
public final class AnswerTap implements Tap {
    private static final long MOST_DECODED = 64L << 20;

    private final Recording recording;
    private final BooleanSupplier clientLeft;
    private final ContentDecoder decoder;
    private final AnswerWay reading;
    private boolean finished;

    /**
     * Makes the tap of one answer.
     *
     * @param recording what the call is recorded in
     * @param dialect what the answer is in
     * @param convention how the provider counts tokens
     * @param status the upstream's status
     * @param headers the upstream's header fields, which tell type and coding
     * @param kept what all whole bodies in memory share
     * @param clientLeft whether the client has left: a body that breaks then was broken off by us
     */
    public AnswerTap(
            Recording recording,
            Dialect dialect,
            UsageConvention convention,
            int status,
            Headers headers,
            ByteBudget kept,
            BooleanSupplier clientLeft) {
        this(recording, dialect, convention, status, headers, kept, clientLeft, event -> {}, Optional.empty());
    }

    /**
     * Makes the tap of one answer.
     *
     * @param recording what the call is recorded in
     * @param dialect what the answer is in
     * @param convention how the provider counts tokens
     * @param status the upstream's status
     * @param headers the upstream's header fields, which tell type and coding
     * @param kept what all whole bodies in memory share
     * @param clientLeft whether the client has left: a body that breaks then was broken off by us
     * @param listener hears the events of a stream before their bytes are passed on
     * @param whole hears an answer that is no stream and no error before its last byte is passed on, unless it is large
     */
    public AnswerTap(
            Recording recording,
            Dialect dialect,
            UsageConvention convention,
            int status,
            Headers headers,
            ByteBudget kept,
            BooleanSupplier clientLeft,
            StreamEvent.Sink listener,
            Optional<Consumer<Answer>> whole) {
        this.recording = recording;
        this.clientLeft = clientLeft;
        this.decoder = ContentDecoder.of(headers.all("content-encoding"), MOST_DECODED);
        this.reading = framing(headers)
                .<AnswerWay>map(framing -> new AnswerEvents(
                        recording,
                        AssembledStream.watched(sink -> dialect.streamDecoder(convention, sink), listener),
                        framing,
                        status))
                .orElseGet(() -> new AnswerBody(
                        recording, dialect, convention, status, kept, status < 300 ? whole : Optional.empty()));
    }

    /**
     * Makes the tap of one streamed answer that is read here for others, too.
     *
     * @param recording what the call is recorded in
     * @param reader reads the answer
     * @param framing how the stream is framed
     * @param headers the upstream's header fields, which tell the coding
     * @param clientLeft whether the client has left
     */
    public AnswerTap(
            Recording recording, StreamReader reader, Framing framing, Headers headers, BooleanSupplier clientLeft) {
        this.recording = recording;
        this.clientLeft = clientLeft;
        this.decoder = ContentDecoder.of(headers.all("content-encoding"), MOST_DECODED);
        this.reading = new AnswerEvents(recording, reader, framing, 200);
    }

    /** Returns how the body is framed, where it is a stream. */
    public static Optional<Framing> framing(Headers headers) {
        return headers.first("content-type").flatMap(Framing::of);
    }

    /** Returns whether the answer, as far as it has come, is whole although no event has said so: not every provider sends the one that ends a stream. */
    public static boolean finished(Answer answer) {
        return answer.error().isPresent()
                || answer.choices().stream()
                        .anyMatch(choice -> choice.finishReason().isPresent());
    }

    /** Returns whether header fields tell of server-sent events. */
    public static boolean isEventStream(Headers headers) {
        return framing(headers).filter(Framing.SSE::equals).isPresent();
    }

    @Override
    public void bytes(ByteBuffer bytes) {
        recording.bytesPassed(bytes.remaining());
        decoder.feed(bytes, reading::take);
    }

    /** Reads what can be read only once all bytes are there. {@link #end} does so where nobody has before. */
    public void finish() {
        if (!finished) {
            finished = true;
            decoder.finish(reading::take);
            reading.finish();
        }
    }

    /** Returns whether a stream has ended as if it were whole, and the answer in it had not. */
    public boolean endedEarly() {
        return reading.endedEarly();
    }

    @Override
    public void end(End end) {
        try {
            finish();
        } finally {
            reading.end(end instanceof End.Failed && clientLeft.getAsBoolean() ? new End.Cancelled() : end);
        }
    }
}
