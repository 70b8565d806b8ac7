package io.throughline.translate;

import io.throughline.dialect.FinishReason;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.conversation.WholeCharacters;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what a provider's events mean and keeps the client's frames of them until they are drained. Used by one thread at a time. */
final class EventBridge implements StreamEvent.Sink {
    private static final Logger LOG = LoggerFactory.getLogger(EventBridge.class);

    static final String NO_ANSWER = "The provider's answer holds nothing";
    private static final String BROKEN_HERE = "Something went wrong in the proxy";

    private final ByteArrayOutputStream frames = new ByteArrayOutputStream(512);
    private final StreamEvent.Sink writer;
    private final byte[] brokenHere;
    private @Nullable ModelError failure;
    private @Nullable ModelError ownFailure;
    private @Nullable ModelError brokenOff;
    private boolean finishedWell;
    private boolean holdsAnswer;
    private boolean ended;

    EventBridge(Translation translation) {
        writer = WholeCharacters.before(translation.answers().stream(translation.context(), frames::writeBytes));
        brokenHere = translation.client().dialect().errorEvent(ModelError.of(ModelError.Kind.INTERNAL, BROKEN_HERE));
    }

    @Override
    public void accept(StreamEvent event) {
        if (ended || event instanceof StreamEvent.Referable) {
            return; // items have ids of our own here
        }
        holdsAnswer |= isOfAnswer(event);
        if (event instanceof StreamEvent.Finished finished) {
            finished(finished);
        }
        if (event instanceof StreamEvent.Ended && !holdsAnswer) {
            ownFailure = ModelError.of(ModelError.Kind.UPSTREAM, NO_ANSWER);
            write(new StreamEvent.Failed(ownFailure));
        } else if (event instanceof StreamEvent.Ended && brokenOff != null && !finishedWell) {
            ownFailure = brokenOff;
            write(new StreamEvent.Failed(brokenOff));
        } else {
            write(event);
        }
    }

    /** An answer is broken off where no choice of it came to another end. */
    private void finished(StreamEvent.Finished finished) {
        if (finished.reason() == FinishReason.ERROR) {
            brokenOff = brokenOff == null ? FinishReason.brokenOff(finished.raw()) : brokenOff;
        } else {
            finishedWell = true;
        }
    }

    /** Ends the stream because of a fault of ours. */
    void fail(RuntimeException fault) {
        if (ended) {
            return;
        }
        LOG.error("A provider's stream could not be put into the client's dialect", fault);
        ended = true;
        ownFailure = ModelError.of(ModelError.Kind.INTERNAL, BROKEN_HERE);
        failure = ownFailure;
        try {
            writer.accept(new StreamEvent.Failed(ownFailure));
        } catch (RuntimeException again) {
            frames.writeBytes(brokenHere);
        }
    }

    private void write(StreamEvent event) {
        if (event instanceof StreamEvent.Failed failed) {
            failure = failed.error();
        }
        try {
            writer.accept(event);
        } catch (RuntimeException e) {
            fail(e);
        }
        ended |= failure != null || event instanceof StreamEvent.Ended;
    }

    private static boolean isOfAnswer(StreamEvent event) {
        return !(event instanceof StreamEvent.Started
                || event instanceof StreamEvent.UsageTold
                || event instanceof StreamEvent.TierTold
                || event instanceof StreamEvent.Ended);
    }

    /** Returns whether the client has been told the end, good or bad. */
    boolean ended() {
        return ended;
    }

    /** Returns what failed, where something has. */
    Optional<ModelError> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns what failed, where the provider does not say so itself. */
    Optional<ModelError> ownFailure() {
        return Optional.ofNullable(ownFailure);
    }

    /** Returns the frames since the last time. */
    ByteBuffer drain() {
        ByteBuffer drained = ByteBuffer.wrap(frames.toByteArray());
        frames.reset();
        return drained;
    }
}
