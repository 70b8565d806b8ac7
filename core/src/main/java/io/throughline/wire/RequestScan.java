package io.throughline.wire;

import java.util.List;
import java.util.Optional;

/**
 * What one pass over a request's JSON body finds: the few top-level fields that a proxy acts on, or what is wrong with the body. Nothing else of
 * the body is kept. Where a field stands more than once the last one counts, as it does with the providers.
 */
public sealed interface RequestScan {
    /** How deep a body may nest. */
    int MAX_DEPTH = 512;

    /** Scans a body that may nest {@value #MAX_DEPTH} deep. */
    static RequestScan of(byte[] body) {
        return of(body, MAX_DEPTH);
    }

    /**
     * Scans a body.
     *
     * @param body the decoded body; UTF-8, with or without a byte order mark
     * @param maxDepth how deep it may nest; the outermost object is 1 deep
     */
    static RequestScan of(byte[] body, int maxDepth) {
        return new RequestScanner(body, maxDepth).scan();
    }

    /**
     * A body that can be routed.
     *
     * @param model the model asked for
     * @param modelPlaces where its value tokens stand, quotes included, in order; several where the field is repeated
     * @param stream the field {@code stream}, where it is a boolean
     * @param previousResponseId the field {@code previous_response_id}, where it is a string
     */
    record Routable(
            String model, List<ByteRange> modelPlaces, Optional<Boolean> stream, Optional<String> previousResponseId)
            implements RequestScan {}

    /**
     * A body that can't be routed.
     *
     * @param fault what is wrong
     * @param message what to tell the caller: a sentence that holds nothing of the body
     * @param field the field at fault
     */
    record Unroutable(Fault fault, String message, Optional<String> field) implements RequestScan {}

    /** What can be wrong with a body. */
    enum Fault {
        /** It is not JSON, or is more than one JSON value. */
        NOT_JSON,
        /** It nests deeper than is allowed. */
        TOO_DEEP,
        /** It is JSON, but no object. */
        NOT_AN_OBJECT,
        /** It has no field {@code model}. */
        MODEL_MISSING,
        /** Its field {@code model} is no string, or an empty one. */
        MODEL_NOT_A_STRING
    }
}
