package io.throughline.junit;

import io.throughline.Headers;
import java.util.List;

/**
 * A request and its answer.
 *
 * @param request what the request is known by
 * @param status the answer's status
 * @param headers those of its header fields that say how it is to be read
 * @param chunks its body, in the pieces in which it came
 * @param end how it ended
 */
record Interaction(RequestKey request, int status, Headers headers, List<byte[]> chunks, End end) {
    Interaction {
        chunks = List.copyOf(chunks);
    }

    /** How an answer ended. */
    enum End {
        /** As it should. */
        COMPLETE,
        /** The client left. */
        LEFT,
        /** The connection broke. */
        BROKEN
    }
}
