package io.throughline.dialect.registry;

import io.throughline.dialect.Dialect;
import io.throughline.dialect.conversation.AnswerWriter;
import io.throughline.dialect.conversation.RequestReader;
import io.throughline.dialect.conversation.RequestWriter;
import java.util.Optional;

/**
 * What can be done with conversations in one dialect.
 *
 * @param dialect the dialect
 * @param requests reads requests, where clients speak it
 * @param outbound writes requests, where providers speak it
 * @param answers writes answers, where clients speak it
 * @param streamType the media type of the streams that {@code answers} writes
 */
public record Codec(
        Dialect dialect,
        Optional<RequestReader> requests,
        Optional<RequestWriter> outbound,
        Optional<AnswerWriter> answers,
        String streamType) {

    private static final String EVENTS = "text/event-stream";

    static Codec ofBothSides(Dialect dialect, RequestReader requests, RequestWriter outbound, AnswerWriter answers) {
        return new Codec(dialect, Optional.of(requests), Optional.of(outbound), Optional.of(answers), EVENTS);
    }

    static Codec ofProvidersAlone(Dialect dialect, RequestWriter outbound) {
        return new Codec(dialect, Optional.empty(), Optional.of(outbound), Optional.empty(), EVENTS);
    }
}
