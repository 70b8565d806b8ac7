package io.throughline.echo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** One dialect: reads its requests, writes its answers and its errors. Stateless and safe for use by many threads. */
interface EchoDialect {
    /**
     * Reads a request.
     *
     * @throws RefusedException for one that a provider would refuse
     */
    EchoRequest read(JsonNode body);

    /** Returns the writer of the answer to {@code request}. */
    AnswerWriter writer(EchoRequest request, Instant created);

    /** Returns a fresh id for a tool call. */
    String callId();

    /** Returns {@code error} as a body. */
    byte[] error(EchoError error);

    /** Returns the name of the header that carries the provider's id of the request. */
    String requestIdHeader();
}
