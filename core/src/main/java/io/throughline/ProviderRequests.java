package io.throughline;

import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.http.ApacheUpstream;
import io.throughline.provider.Provider;
import io.throughline.route.Routing;
import io.throughline.route.Step;
import io.throughline.route.Timeouts;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes the request that goes to a provider of the body that was written for it: header fields, key and what the transport must know.
 *
 * @param routing how long providers may take
 */
record ProviderRequests(Routing routing) {
    /** Returns the client's own request with another body, sent elsewhere. */
    ProxyRequest relayed(Asked asked, Step step, URI uri, byte[] body, boolean streamed) {
        ProxyRequest inbound = asked.inbound();
        Provider provider = step.target().provider();
        Headers headers = OutboundHeaders.relayed(inbound.headers(), provider, step.key());
        return new ProxyRequest(
                inbound.method(),
                uri,
                asked.finish().isDue() ? headers.with("Accept-Encoding", "identity") : headers,
                Body.of(body),
                attributes(inbound, provider, streamed));
    }

    /** Returns the request that a translation wrote. */
    ProxyRequest translated(WrittenRequest written, Step step, ProxyRequest inbound, boolean streamed) {
        Provider provider = step.target().provider();
        return new ProxyRequest(
                "POST",
                Outbound.target(provider, written),
                OutboundHeaders.translated(inbound.headers(), provider, step.key(), written, streamed),
                written.body(),
                attributes(inbound, provider, streamed));
    }

    /** A model may think for minutes before a whole answer, and for a minute before the first token of a stream. */
    private Attributes attributes(ProxyRequest inbound, Provider provider, boolean streamed) {
        Timeouts timeouts = routing.timeouts(provider);
        Attributes attributes = inbound.attributes()
                .with(ApacheUpstream.PROTOCOL, provider.protocol())
                .with(ApacheUpstream.SILENCE, timeouts.betweenTokens())
                .with(ApacheUpstream.FIRST_BYTE, streamed ? timeouts.firstToken() : timeouts.total());
        Optional<Duration> total = timeouts.total(streamed);
        return total.isPresent() ? attributes.with(ApacheUpstream.TOTAL, total.get()) : attributes;
    }
}
