package io.throughline.thread.history;

/** Says that bytes are no JSON. Without a stack trace: it is the answer to a question, and asked on every call. */
final class MalformedException extends Exception {
    static final MalformedException INSTANCE = new MalformedException();

    private static final long serialVersionUID = 1;

    private MalformedException() {
        super("not JSON", null, false, false);
    }
}
