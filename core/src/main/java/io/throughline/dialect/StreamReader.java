package io.throughline.dialect;

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

    /** Returns whether something of the answer's content has come: text, reasoning, a tool call. */
    boolean started();

    /** Returns whether the event that ends the dialect's streams has come: a reader that leaves now has all of it. */
    boolean ended();

    /** Returns the answer as far as it has come. */
    Answer answer();
}
