package io.throughline.dialect;

/**
 * One language that clients and providers speak. Stateless and safe for use by many threads.
 *
 * <p>Source of the shapes: each provider's API reference, as of 2026.
 */
public interface Dialect {
    /** Returns the dialect's name in records and configuration, such as {@code openai-chat}. */
    String name();

    /**
     * Reads a whole answer.
     *
     * @param status the HTTP status it came with
     * @param body the decoded body
     * @param convention how the provider counts tokens
     * @return what could be read; bytes that are no answer give an {@link Answer#error}, never an exception
     */
    default Answer read(int status, byte[] body, UsageConvention convention) {
        return WholeAnswer.read(status, body, sink -> wholeDecoder(convention, sink));
    }

    /** Returns a reader of one streamed answer. */
    default StreamReader stream(UsageConvention convention) {
        return AssembledStream.of(sink -> streamDecoder(convention, sink));
    }

    /**
     * Returns a decoder of one whole answer, which takes the body as one event.
     *
     * @param convention how the provider counts tokens
     * @param sink takes what it reads
     */
    EventDecoder wholeDecoder(UsageConvention convention, StreamEvent.Sink sink);

    /**
     * Returns a decoder of one streamed answer.
     *
     * @param convention how the provider counts tokens
     * @param sink takes what it reads
     */
    EventDecoder streamDecoder(UsageConvention convention, StreamEvent.Sink sink);

    /** Writes an error as the body of an answer. */
    byte[] error(ModelError error);

    /** Writes an error as the event, with its framing, that ends a stream that had begun. */
    byte[] errorEvent(ModelError error);
}
