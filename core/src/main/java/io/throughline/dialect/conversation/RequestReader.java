package io.throughline.dialect.conversation;

/** Reads the requests of one dialect. Stateless and safe for use by many threads. */
public interface RequestReader {
    /**
     * Reads a request.
     *
     * @param body the decoded body
     * @return the request; every field of the body has its place in it, unknown ones in {@link Conversation#further}
     * @throws io.throughline.dialect.RefusedException where the request is wrong in itself, naming the field
     */
    Conversation read(byte[] body);

    /** Returns where the dialect asks for each feature. */
    FieldTable fields();
}
