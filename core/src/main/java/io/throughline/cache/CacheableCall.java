package io.throughline.cache;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.access.Caller;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.registry.Codec;
import java.util.Optional;

/**
 * A call whose answer may be kept, or found.
 *
 * @param callId our id of the call
 * @param caller who calls
 * @param dialect what the client speaks
 * @param codec how conversations are written in it; empty for embeddings
 * @param target where the call goes, as {@code provider/model}
 * @param issuer who issues the target's signatures; empty for embeddings
 * @param body the request as it goes on, without signatures and stamps of ours
 * @param inbound the client's header fields
 * @param deciding those of {@code inbound} that the provider gets to see and that may change its answer, in any order
 * @param streamed whether the client asked for a stream
 * @param convention how tokens are counted in the answer that the client gets
 */
public record CacheableCall(
        String callId,
        Caller caller,
        Dialect dialect,
        Optional<Codec> codec,
        String target,
        String issuer,
        Body.Bytes body,
        Headers inbound,
        Headers deciding,
        boolean streamed,
        UsageConvention convention) {}
