package io.throughline.sdk;

import io.throughline.Headers;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;

/** What Throughline reads of the requests of Apache's client. */
final class Addresses {
    private Addresses() {}

    /** Returns where a request goes; empty where that is no URI, as HttpClient takes it and no provider has it. */
    static Optional<URI> of(HttpRequest request) {
        try {
            return Optional.of(request.getUri());
        } catch (URISyntaxException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Returns a request's header fields, to be added to. */
    static Headers.Builder headers(HttpRequest request) {
        Headers.Builder headers = Headers.builder();
        for (Header header : request.getHeaders()) {
            headers.add(header.getName(), header.getValue());
        }
        return headers;
    }
}
