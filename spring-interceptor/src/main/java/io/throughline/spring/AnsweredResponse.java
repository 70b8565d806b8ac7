package io.throughline.spring;

import io.throughline.ProxyResponse;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** What the application gets. Used by one thread at a time. */
final class AnsweredResponse implements ClientHttpResponse {
    private final ProxyResponse answer;
    private final HttpHeaders headers = new HttpHeaders();
    private @Nullable InputStream body;
    private boolean closed;

    AnsweredResponse(ProxyResponse answer) {
        this.answer = answer;
        answer.headers().forEach(headers::add);
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return HttpStatusCode.valueOf(answer.status());
    }

    @Override
    public String getStatusText() {
        HttpStatus known = HttpStatus.resolve(answer.status());
        return known == null ? "" : known.getReasonPhrase();
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public InputStream getBody() {
        if (body == null) {
            body = answer.body().inputStream();
        }
        return body;
    }

    /**
     * Readers of JSON stop at its last brace: of a whole answer the few bytes behind it are read here, as every client does, so that it counts as
     * read. A stream is left where the reader left it.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (InputStream rest = getBody()) {
            if (!isStream()) {
                rest.transferTo(java.io.OutputStream.nullOutputStream());
            }
        } catch (IOException e) {
            // the reader has left: nobody is there to be told
        }
    }

    private boolean isStream() {
        String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
        return type != null
                && (type.startsWith("text/event-stream") || type.contains("ndjson") || type.contains("eventstream"));
    }
}
