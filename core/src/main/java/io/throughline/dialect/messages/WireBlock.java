package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.StreamEvent;

/** A block of a streamed message, the only one open. It opens on the wire when there is something in it. */
interface WireBlock {
    /** Takes what is new in it. */
    void take(StreamEvent event);

    /** Takes what it is based on. */
    default void cite(JsonNode citation) {}

    /** Closes it. */
    void end();

    /** Returns whether nothing can follow in it, though it was not closed. */
    default boolean isComplete() {
        return false;
    }

    /** Returns whether something may still come for it when its source has closed it. */
    default boolean mayLinger() {
        return false;
    }

    /** A block that has nothing for the client. */
    record Skipped() implements WireBlock {
        @Override
        public void take(StreamEvent event) {}

        @Override
        public void end() {}
    }
}
