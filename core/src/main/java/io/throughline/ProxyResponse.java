package io.throughline;

/**
 * A response, on its way from a provider to the handler ({@code upstream}) or from the handler to the client ({@code downstream}).
 *
 * @param status the HTTP status code, 200 to 599
 * @param headers the header fields
 * @param body the body, {@link Body#empty()} where there is none
 */
public record ProxyResponse(int status, Headers headers, Body body) {
    /** Returns this response with other header fields. */
    public ProxyResponse with(Headers other) {
        return new ProxyResponse(status, other, body);
    }

    /** Returns this response with another body. */
    public ProxyResponse with(Body other) {
        return new ProxyResponse(status, headers, other);
    }

    /** The status alone: headers and body can hold secrets. */
    @Override
    public String toString() {
        return "HTTP " + status;
    }
}
