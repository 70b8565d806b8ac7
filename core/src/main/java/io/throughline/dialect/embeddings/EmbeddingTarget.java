package io.throughline.dialect.embeddings;

import io.throughline.Headers;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Treatment;
import java.util.List;

/** How one kind of provider is asked for embeddings, and answers. Stateless and safe for use by many threads. */
public interface EmbeddingTarget {
    /**
     * Writes a request, in as many parts as the provider's limits demand. The parts' answers, put together by {@link EmbeddingMerge}, are the answer.
     *
     * @param asked what the client asks for
     * @param to where it goes
     * @param losses takes account of what the target can't take; has {@link #table}
     * @return the parts in the inputs' order, at least one
     * @throws io.throughline.dialect.RefusedException where something can't be sent and must not be left out
     */
    List<EmbeddingPart> write(EmbeddingRequest asked, Destination to, Losses losses);

    /**
     * Reads the answer of one part.
     *
     * @param status the HTTP status it came with
     * @param headers the header fields it came with
     * @param body the decoded body
     * @return what could be read; bytes that are no answer give an error, never an exception
     */
    EmbeddingAnswer read(int status, Headers headers, byte[] body);

    /** Returns the target's name and what becomes of the features that conversations know, too. */
    LossTable table();

    /** Returns what becomes of tokens in place of text. */
    Treatment tokens();

    /** Returns what becomes of {@code dimensions}. */
    Treatment dimensions();
}
