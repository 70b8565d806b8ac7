package io.throughline;

import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.http.HeaderHygiene;
import io.throughline.provider.Provider;
import io.throughline.thread.TraceParent;
import java.util.Optional;

/** The header fields of a request to a provider: what may pass of the client's, what the dialect demands, and the provider's key. */
final class OutboundHeaders {
    private OutboundHeaders() {}

    /** Returns those of a request that goes in the client's dialect. */
    static Headers relayed(Headers inbound, Provider provider, Optional<Provider.Key> key) {
        return credentialed(passed(inbound, provider), provider, key);
    }

    /** Returns those of a translated request: what one dialect's clients say to its provider in header fields, no other understands. */
    static Headers translated(
            Headers inbound, Provider provider, Optional<Provider.Key> key, WrittenRequest written, boolean streamed) {
        Headers.Builder headers = passed(inbound, provider)
                .keep(name -> !name.startsWith("anthropic-")
                        && !name.startsWith("openai-")
                        && !name.startsWith("content-")
                        && !name.startsWith("accept"))
                .toBuilder();
        headers.set("Content-Type", "application/json");
        headers.set("Accept", streamed ? "*/*" : "application/json");
        headers.set("Accept-Encoding", streamed ? "identity" : "gzip");
        written.headers().forEach(headers::set);
        return credentialed(headers.build(), provider, key);
    }

    /** Returns header fields that tell the provider's own tracing which span it is called in. */
    static Headers traced(Headers outbound, TraceParent span) {
        return outbound.with("traceparent", span.header());
    }

    private static Headers passed(Headers inbound, Provider provider) {
        try {
            Headers passed = HeaderHygiene.outbound(inbound, provider);
            // what stands beside a traceparent means nothing without one (W3C Trace Context, section 3.3)
            return TraceParent.of(inbound).isPresent()
                    ? passed
                    : passed.keep(name -> !name.equals("tracestate") && !name.equals("traceparent"));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ModelError.of(ModelError.Kind.INVALID_REQUEST, String.valueOf(e.getMessage())));
        }
    }

    private static Headers credentialed(Headers passed, Provider provider, Optional<Provider.Key> key) {
        return key.map(one -> HeaderHygiene.withCredential(passed, provider.auth(), one.secret()))
                .orElse(passed);
    }
}
