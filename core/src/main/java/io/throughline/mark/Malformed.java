package io.throughline.mark;

import java.io.IOException;

/** What was to be edited is no JSON. Passed around inside this package alone: nothing is edited then. */
final class Malformed extends IOException {
    private static final long serialVersionUID = 1;

    Malformed() {
        super("not JSON");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
