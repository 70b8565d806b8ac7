package io.throughline.echo;

/** A request that a provider would refuse. */
final class RefusedException extends RuntimeException {
    private final transient EchoError error;

    RefusedException(EchoError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    EchoError error() {
        return error;
    }
}
