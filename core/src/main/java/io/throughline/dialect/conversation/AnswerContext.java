package io.throughline.dialect.conversation;

import io.throughline.Body;
import java.time.Instant;

/**
 * What a writer of answers must know of the call.
 *
 * @param callId our id of the call, out of which ids are made where the provider gave none
 * @param asked the request
 * @param request the request's body as the client sent it, for dialects whose answers tell it again
 * @param issuer who issues the answer's signatures and encrypted reasoning; see {@link Destination#issuer}
 * @param began when the answer began
 */
public record AnswerContext(String callId, Conversation asked, Body.Bytes request, String issuer, Instant began) {}
