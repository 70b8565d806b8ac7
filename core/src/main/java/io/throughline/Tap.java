package io.throughline;

import java.nio.ByteBuffer;

/**
 * Watches a body's bytes go by. It may only watch: what it throws is caught and counted, never seen by the call.
 *
 * <p>{@link #bytes} is called in order, never concurrently, on the thread that moves the bytes, before they are handed on; so it must be
 * quick. {@link #end} is called exactly once, last.
 */
public interface Tap {
    /**
     * Some bytes of the body went by.
     *
     * @param bytes a read-only view; valid after the call too, since a body's buffers are never written again
     */
    void bytes(ByteBuffer bytes);

    /** The body is over. */
    void end(End end);

    /** How a body ended. */
    sealed interface End {
        /** All bytes were passed on. */
        record Completed() implements End {}

        /** The reader left early. */
        record Cancelled() implements End {}

        /**
         * The source broke.
         *
         * @param cause what the source said
         */
        record Failed(Throwable cause) implements End {}
    }
}
