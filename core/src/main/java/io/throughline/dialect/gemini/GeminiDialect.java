package io.throughline.dialect.gemini;

import io.throughline.dialect.Dialect;
import io.throughline.dialect.ErrorWriter;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;
import java.time.Duration;

/**
 * Gemini's {@code generateContent}, {@code gemini-generate-content}, as AI Studio and Vertex speak it. It has one convention of usage; the one
 * asked for is passed over.
 *
 * <p>Its streams have no event that ends them: {@link StreamEvent.Ended} comes after an error alone. A body that ends after every choice has told
 * why it finished is whole. (A finish is no sign of the end: usage and citations may follow it, and some models tell one with every chunk.)
 */
public final class GeminiDialect implements Dialect {
    /** The dialect's name. */
    public static final String NAME = "gemini-generate-content";

    /** Who issues the signatures that Gemini's providers give. */
    static final String ISSUER = "gemini";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EventDecoder wholeDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new GeminiDecoder(sink);
    }

    @Override
    public EventDecoder streamDecoder(UsageConvention convention, StreamEvent.Sink sink) {
        return new GeminiDecoder(sink);
    }

    @Override
    public byte[] error(ModelError error) {
        return GeminiErrors.write(error);
    }

    /**
     * Writes an error as the body of an answer, with the time after which to try again.
     *
     * @param error the error
     * @param retryAfter how long to wait; Gemini's clients look for it in the body, not among the header fields
     */
    public byte[] error(ModelError error, Duration retryAfter) {
        return GeminiErrors.write(error, retryAfter);
    }

    @Override
    public byte[] errorEvent(ModelError error) {
        return ErrorWriter.framed(GeminiErrors.write(error));
    }
}
