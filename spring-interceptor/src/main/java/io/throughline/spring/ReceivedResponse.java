package io.throughline.spring;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.ClientHttpResponse;

/** The body of a response that the application's client received: opened when it is read, and with its end the response ends. */
final class ReceivedResponse extends InputStream {
    private final ClientHttpResponse response;
    private @Nullable InputStream body;
    private boolean closed;

    private ReceivedResponse(ClientHttpResponse response) {
        this.response = response;
    }

    static ProxyResponse of(ClientHttpResponse response) throws IOException {
        Headers.Builder headers = Headers.builder();
        response.getHeaders().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        return new ProxyResponse(
                response.getStatusCode().value(),
                headers.build(),
                new Body.Pull(new ReceivedResponse(response), OptionalLong.empty()));
    }

    @Override
    public int read() throws IOException {
        return body().read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return body().read(target, offset, length);
    }

    @Override
    public int available() throws IOException {
        return body().available();
    }

    /** The stream first: a client that reads what is left before it closes would wait for a model that nobody listens to any more. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try {
                if (body != null) {
                    body.close();
                }
            } finally {
                response.close();
            }
        }
    }

    private InputStream body() throws IOException {
        if (body == null) {
            body = response.getBody();
        }
        return body;
    }
}
