package io.throughline.thread;

import io.throughline.Body;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a call before it is known which trace it belongs to.
 *
 * @param tenant whose call it is: nothing of another tenant is found
 * @param user the tenant's user, where the call names one
 * @param told what the headers say: {@link TraceIds#of}
 * @param dialect the client's dialect
 * @param body the decoded body, as the client sent it
 * @param stamps ids of traces found in the arguments of tool calls, newest first
 * @param signatures traces found in invisible signatures that were verified for this tenant, newest first
 */
public record JoinRequest(
        String tenant,
        Optional<String> user,
        TraceIds told,
        String dialect,
        Body.Bytes body,
        List<String> stamps,
        List<TraceRef> signatures) {
    /** Copies the lists. */
    public JoinRequest {
        stamps = List.copyOf(stamps);
        signatures = List.copyOf(signatures);
    }
}
