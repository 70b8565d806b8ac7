package io.throughline.spring;

import io.throughline.Body;
import io.throughline.ProxyRequest;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.support.HttpRequestWrapper;

/** The application's request, as Throughline has made it: with its method, target and header fields. */
final class RoutedRequest extends HttpRequestWrapper {
    private final ProxyRequest outbound;
    private final HttpHeaders headers = new HttpHeaders();

    private RoutedRequest(HttpRequest request, ProxyRequest outbound, int length) {
        super(request);
        this.outbound = outbound;
        outbound.headers().forEach(headers::add);
        if (length > 0) {
            headers.setContentLength(length);
        }
    }

    /** Sends {@code outbound} the way {@code request} would have gone. */
    static ClientHttpResponse execute(ProxyRequest outbound, HttpRequest request, ClientHttpRequestExecution execution)
            throws IOException {
        byte[] body = outbound.body() instanceof Body.Bytes bytes
                ? bytes.bytes()
                : outbound.body().inputStream().readAllBytes();
        return execution.execute(new RoutedRequest(request, outbound, body.length), body);
    }

    @Override
    public HttpMethod getMethod() {
        return HttpMethod.valueOf(outbound.method());
    }

    @Override
    public URI getURI() {
        return outbound.target();
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }
}
