package io.throughline.provider;

/** Says that a request can't be signed. Its message never holds a secret. */
public final class SigningException extends RuntimeException {
    /** Makes an exception with a message for whoever runs this. */
    public SigningException(String message) {
        super(message);
    }
}
