package io.throughline.dialect.conversation;

/** Writes requests in one dialect. Stateless and safe for use by many threads. */
public interface RequestWriter {
    /**
     * Writes a request.
     *
     * @param asked what the client asks for
     * @param to where it goes
     * @param losses takes account of what the target can't take; has {@link #table} with the destination's treatments
     * @return the request as the provider is to get it
     * @throws io.throughline.dialect.RefusedException where something can't be sent and must not be left out
     */
    WrittenRequest write(Conversation asked, Destination to, Losses losses);

    /** Returns what becomes of each feature. */
    LossTable table();
}
