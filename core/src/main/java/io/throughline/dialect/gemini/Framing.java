package io.throughline.dialect.gemini;

/** What stands around the chunks of a stream. */
enum Framing {
    /** Server-sent events. */
    EVENTS,
    /** One JSON array. */
    ARRAY
}
