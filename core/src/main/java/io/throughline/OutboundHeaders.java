package io.throughline;

import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.http.HeaderHygiene;
import io.throughline.provider.Provider;
import java.util.concurrent.ThreadLocalRandom;

/** The header fields of a request to a provider: what may pass of the client's, what the dialect demands, and the provider's key. */
final class OutboundHeaders {
    private OutboundHeaders() {}

    /** Returns those of a request that goes in the client's dialect. */
    static Headers relayed(Headers inbound, Provider provider) {
        return credentialed(passed(inbound, provider), provider);
    }

    /** Returns those of a translated request: what one dialect's clients say to its provider in header fields, no other understands. */
    static Headers translated(Headers inbound, Provider provider, WrittenRequest written, boolean streamed) {
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
        return credentialed(headers.build(), provider);
    }

    private static Headers passed(Headers inbound, Provider provider) {
        try {
            return HeaderHygiene.outbound(inbound, provider);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ModelError.of(ModelError.Kind.INVALID_REQUEST, String.valueOf(e.getMessage())));
        }
    }

    /** Adds one of the provider's keys, by its weight. */
    private static Headers credentialed(Headers passed, Provider provider) {
        int all = provider.keys().stream().mapToInt(Provider.Key::weight).sum();
        int drawn = all == 0 ? 0 : ThreadLocalRandom.current().nextInt(all);
        for (Provider.Key key : provider.keys()) {
            drawn -= key.weight();
            if (drawn < 0) {
                return HeaderHygiene.withCredential(passed, provider.auth(), key.secret());
            }
        }
        return passed;
    }
}
