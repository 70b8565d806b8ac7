package io.throughline.thread.history;

import java.util.List;

/**
 * The turns of a request.
 *
 * @param closed the turns that are over; sides alternate
 * @param openText the text of an assistant's turn that the request ends with and the answer goes on in
 * @param openCalls its calls
 */
record Turns(List<TurnHash> closed, CanonicalText openText, long openCalls) {}
