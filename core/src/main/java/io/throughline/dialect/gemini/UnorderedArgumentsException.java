package io.throughline.dialect.gemini;

/** Pieces of arguments came in an order in which they can't be written on. */
final class UnorderedArgumentsException extends Exception {
    private static final long serialVersionUID = 1;

    UnorderedArgumentsException() {
        super("arguments out of order", null, false, false);
    }
}
