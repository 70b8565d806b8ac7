package io.throughline;

import java.net.URI;

/**
 * A request, on its way from a client to the handler ({@code inbound}) or from the handler to a provider ({@code outbound}).
 *
 * @param method the HTTP method, in upper case
 * @param target path and query, relative to the mount ({@code /v1/messages?beta=true}), for an inbound request; an absolute URI for an outbound one
 * @param headers the header fields
 * @param body the body, {@link Body#empty()} where there is none
 * @param attributes what the mount knows beside the message, such as {@link Cancellation}
 */
public record ProxyRequest(String method, URI target, Headers headers, Body body, Attributes attributes) {
    /** Returns this request with other header fields. */
    public ProxyRequest with(Headers other) {
        return new ProxyRequest(method, target, other, body, attributes);
    }

    /** Returns this request with another body. */
    public ProxyRequest with(Body other) {
        return new ProxyRequest(method, target, headers, other, attributes);
    }

    /** Returns this request with other attributes. */
    public ProxyRequest with(Attributes other) {
        return new ProxyRequest(method, target, headers, body, other);
    }

    /** Method and path, without query, headers and body: those can hold secrets. */
    @Override
    public String toString() {
        return method + " " + target.getRawPath();
    }
}
