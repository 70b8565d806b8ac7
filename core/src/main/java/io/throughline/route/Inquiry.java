package io.throughline.route;

import io.throughline.access.Caller;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the choice of a target depends on.
 *
 * @param call what is called
 * @param model the model as the client named it
 * @param caller who calls
 * @param body the request's body
 * @param tags the caller's tags
 * @param threadId the thread the call is in
 * @param streamed whether the client asked for a stream
 * @param deadline when the call must be over, in {@link Timekeeper#nanos}; empty where it need not
 */
@SuppressWarnings("ArrayRecordComponent") // read once, compared by no one
public record Inquiry(
        Endpoint.ProviderCall call,
        String model,
        Caller caller,
        byte[] body,
        Map<String, String> tags,
        String threadId,
        boolean streamed,
        OptionalLong deadline) {}
