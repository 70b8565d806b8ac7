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
 */
public record Codec(
        Dialect dialect,
        Optional<RequestReader> requests,
        Optional<RequestWriter> outbound,
        Optional<AnswerWriter> answers) {}
