package io.throughline.dialect.responses;

import java.util.HashMap;
import java.util.Map;

/** What has been told of an output item. */
final class OpenItem {
    static final int NONE = -1;

    /** The item's block; none where its parts have one each. */
    int block = NONE;

    final Map<Integer, Part> parts = new HashMap<>();
    /** Whether something of the item's thoughts, arguments or input has been told. */
    boolean hasContent;

    boolean completed;

    /** What has been told of a part of a message. */
    static final class Part {
        final int block;
        boolean hasText;
        boolean hasAnnotations;
        boolean hasLogprobs;

        Part(int block) {
            this.block = block;
        }
    }
}
