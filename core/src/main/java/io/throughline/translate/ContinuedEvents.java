package io.throughline.translate;

import io.throughline.Tap;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.Usage;
import io.throughline.record.AnswerTap;
import io.throughline.record.BrokenAnswer;
import io.throughline.record.Recording;
import io.throughline.wire.Framing;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Reads the parts of an answer, for the client by way of the bridge and for the record, which sees one answer. Safe for use by many threads. */
final class ContinuedEvents implements TranslatedStream.Source {
    private final EventBridge bridge;
    private final SummedUsage sum;
    private final JoinedReader reader;
    private final Recording recording;
    private final BooleanSupplier clientLeft;
    private AnswerTap tap;
    private boolean ended;

    ContinuedEvents(
            Continuation.Next first,
            Framing framing,
            EventBridge bridge,
            Recording recording,
            BooleanSupplier clientLeft) {
        this.bridge = bridge;
        this.recording = recording;
        this.clientLeft = clientLeft;
        this.sum = new SummedUsage(bridge);
        this.reader = new JoinedReader(first.call(), first.convention(), sum);
        this.tap = tap(first, framing);
    }

    private AnswerTap tap(Continuation.Next part, Framing framing) {
        return new AnswerTap(recording, reader, framing, part.response().headers(), clientLeft);
    }

    /** Returns whether the part has told that it broke, and another may go on. */
    synchronized boolean isBroken() {
        return !ended && reader.said().isBroken();
    }

    /** Returns whether another may go on with a part whose bytes are over. */
    synchronized boolean isUnfinished() {
        if (ended) {
            return false;
        }
        tap.finish();
        return reader.said().isBroken() || reader.said().mayGoOn();
    }

    synchronized String text() {
        return reader.said().text();
    }

    synchronized Usage used(long requestBytes) {
        return reader.used(requestBytes);
    }

    /** Goes on with another part. */
    synchronized void next(Continuation.Next part, Framing framing, Usage before) {
        if (!ended) {
            tap.finish(); // what is left of the part that broke is read to no end
            sum.add(before);
            reader.next(part.call(), part.convention());
            tap = tap(part, framing);
        }
    }

    @Override
    public synchronized void bytes(ByteBuffer bytes) {
        tap.bytes(bytes);
    }

    @Override
    public synchronized void finish(Optional<Throwable> broken) {
        tap.finish();
        if (reader.said().isBroken()) {
            reader.said().release();
        } else if (broken.isPresent()) {
            bridge.accept(new StreamEvent.Failed(BrokenAnswer.error("The provider's stream broke off", broken.get())));
        } else if (AnswerTap.finished(reader.answer())) {
            bridge.accept(new StreamEvent.Ended());
        } else {
            bridge.accept(failed("The provider's stream ended before its answer did"));
        }
    }

    @Override
    public synchronized void end(Tap.End how) {
        ended = true;
        bridge.ownFailure().ifPresent(error -> recording.failed(error, reader::answer));
        tap.end(how);
    }

    private static StreamEvent failed(String how) {
        return new StreamEvent.Failed(ModelError.of(ModelError.Kind.UPSTREAM, how));
    }
}
