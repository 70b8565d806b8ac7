package io.throughline.echo;

/** Writes one answer in a dialect, either as a stream or as a whole. For one answer; used by one thread at a time. */
interface AnswerWriter {
    /**
     * Returns the events of the next step, framed.
     *
     * @param step any but {@link Step.Cut} and {@link Step.Stall}, which have none
     */
    byte[] frames(Step step);

    /** Returns the body of an answer that is no stream. */
    byte[] whole(EchoAnswer answer);
}
