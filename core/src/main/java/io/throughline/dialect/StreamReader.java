package io.throughline.dialect;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one streamed answer, event by event. Made for one stream; used by one thread at a time. Never throws for what a provider sent. */
public interface StreamReader {
    /**
     * Takes one server-sent event.
     *
     * @param event the event's name, null where it has none
     * @param data its data, UTF-8, lines joined by LF
     */
    void event(@Nullable String event, byte[] data);

    /** Says that an event was passed over because it was too large. */
    void tooLarge();

    /** Says that the stream is over: what else is told of it may be cut off, and says nothing of the provider where it can't be read. */
    void cut();

    /** Returns whether something of the answer's content has come: text, reasoning, a tool call. */
    boolean started();

    /** Returns whether the event that ends the dialect's streams has come: a reader that leaves now has all of it. */
    boolean ended();

    /** Returns the error of a stream of which something could not be read, although the rest may be whole. */
    Optional<ModelError> unreadable();

    /** Returns the answer as far as it has come. */
    Answer answer();
}
