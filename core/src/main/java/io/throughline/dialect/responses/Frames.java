package io.throughline.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Where the events of a stream go. */
@FunctionalInterface
interface Frames {
    /** For answers that are not streamed. */
    Frames NONE = (type, fields) -> {};

    /** Tells an event of a type, whose other fields {@code fields} writes. */
    void tell(String type, Fields fields);

    /** Writes fields into an object that has begun. */
    @FunctionalInterface
    interface Fields {
        /** Writes them. */
        void write(JsonGenerator json) throws IOException;
    }
}
