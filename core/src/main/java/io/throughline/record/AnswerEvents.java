package io.throughline.record;

import io.throughline.Tap;
import io.throughline.dialect.StreamReader;
import io.throughline.wire.FrameReader;
import io.throughline.wire.Framing;
import java.nio.ByteBuffer;

/** An answer that is read event by event as it comes, and of which only what the record needs is kept. */
final class AnswerEvents implements AnswerWay {
    private static final int MOST_EVENT_BYTES = 16 << 20;

    private final Recording recording;
    private final StreamReader reader;
    private final FrameReader events;
    private final int status;
    private volatile boolean early;

    AnswerEvents(Recording recording, StreamReader reader, Framing framing, int status) {
        this.recording = recording;
        this.reader = reader;
        this.status = status;
        recording.following(reader::answer);
        this.events = framing.reader(MOST_EVENT_BYTES, reader::event);
    }

    @Override
    public void take(ByteBuffer decoded) {
        long skipped = events.skipped();
        events.feed(decoded);
        if (events.skipped() > skipped) {
            reader.tooLarge();
        }
        if (reader.started()) {
            recording.tokenPassed();
        }
    }

    @Override
    public void finish() {
        reader.cut();
        events.finish();
    }

    @Override
    public void end(Tap.End end) {
        Recording.Reading answer = reader::answer;
        boolean whole = reader.ended() || !(end instanceof Tap.End.Cancelled || end instanceof Tap.End.Failed);
        if (whole && status < 400 && reader.unreadable().isPresent()) {
            recording.failed(reader.unreadable().get(), answer);
        } else if (reader.ended() || status >= 400) {
            recording.answered(answer); // a client that leaves after the last event has all of it
        } else if (end instanceof Tap.End.Cancelled) {
            recording.clientLeft(answer);
        } else if (end instanceof Tap.End.Failed failed) {
            recording.failed(AnswerWay.broken("The provider's stream broke off", failed), answer);
        } else if (AnswerTap.finished(reader.answer())) {
            recording.answered(answer); // not every provider sends the event that ends a stream
        } else {
            early = true;
            recording.failed(AnswerWay.broken("The provider's stream ended before its answer did"), answer);
        }
    }

    @Override
    public boolean endedEarly() {
        return early;
    }
}
