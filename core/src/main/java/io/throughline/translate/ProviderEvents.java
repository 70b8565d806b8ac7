package io.throughline.translate;

import io.throughline.Tap;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamReader;
import io.throughline.record.AnswerTap;
import io.throughline.record.BrokenAnswer;
import io.throughline.record.Recording;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads a provider's stream, for the client by way of the bridge and for the record. */
final class ProviderEvents implements TranslatedStream.Source {
    private final AnswerTap tap;
    private final StreamReader reader;
    private final EventBridge bridge;
    private final Recording recording;

    ProviderEvents(AnswerTap tap, StreamReader reader, EventBridge bridge, Recording recording) {
        this.tap = tap;
        this.reader = reader;
        this.bridge = bridge;
        this.recording = recording;
    }

    @Override
    public void bytes(ByteBuffer bytes) {
        tap.bytes(bytes);
    }

    /** A provider that says why it finished and then nothing more is done; one that says nothing has broken off. */
    @Override
    public void finish(Optional<Throwable> broken) {
        tap.finish();
        if (broken.isPresent()) {
            bridge.accept(new StreamEvent.Failed(BrokenAnswer.error("The provider's stream broke off", broken.get())));
        } else if (AnswerTap.finished(reader.answer())) {
            bridge.accept(new StreamEvent.Ended());
        } else {
            bridge.accept(failed("The provider's stream ended before its answer did"));
        }
    }

    @Override
    public void end(Tap.End how) {
        bridge.ownFailure().ifPresent(error -> recording.failed(error, reader::answer));
        tap.end(how);
    }

    private static StreamEvent failed(String how) {
        return new StreamEvent.Failed(ModelError.of(ModelError.Kind.UPSTREAM, how));
    }
}
