package io.throughline.thread.history;

/** Says that bytes are no JSON. Without a stack trace: it is the answer to a question, and asked on every call. */
final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException() {
        super("not JSON", null, false, false);
    }
}
