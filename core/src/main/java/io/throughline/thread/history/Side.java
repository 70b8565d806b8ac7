package io.throughline.thread.history;

/** Who speaks. */
enum Side {
    USER,
    ASSISTANT
}
