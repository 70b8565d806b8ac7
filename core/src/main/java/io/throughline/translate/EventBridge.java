package io.throughline.translate;

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

    private final ByteArrayOutputStream frames = new ByteArrayOutputStream(512);
    private final StreamEvent.Sink writer;
    private final byte[] brokenHere;
    private @Nullable ModelError failure;
    private boolean ended;

    EventBridge(Translation translation) {
        writer = WholeCharacters.before(translation.answers().stream(translation.context(), frames::writeBytes));
        brokenHere = translation
                .client()
                .dialect()
                .errorEvent(ModelError.of(ModelError.Kind.INTERNAL, "Something went wrong in the proxy"));
    }

    @Override
    public void accept(StreamEvent event) {
        if (ended) {
            return;
        }
        if (event instanceof StreamEvent.Failed failed && failure == null) {
            failure = failed.error();
        }
        ended = failure != null || event instanceof StreamEvent.Ended;
        try {
            writer.accept(event);
        } catch (RuntimeException e) {
            LOG.error("An event could not be written in the client's dialect", e);
            failure = ModelError.of(ModelError.Kind.INTERNAL, "Something went wrong in the proxy");
            ended = true;
            frames.writeBytes(brokenHere);
        }
    }

    /** Returns whether the client has been told the end, good or bad. */
    boolean ended() {
        return ended;
    }

    /** Returns what failed, where something has. */
    Optional<ModelError> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns the frames since the last time. */
    ByteBuffer drain() {
        ByteBuffer drained = ByteBuffer.wrap(frames.toByteArray());
        frames.reset();
        return drained;
    }
}
