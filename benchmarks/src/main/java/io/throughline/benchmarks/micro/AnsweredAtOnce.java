package io.throughline.benchmarks.micro;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;

/** A transport of Spring's that sends nothing and answers every request with the same body. */
@SuppressWarnings("ArrayRecordComponent") // compared by no one
record AnsweredAtOnce(byte[] body, MediaType type) implements ClientHttpRequestFactory {
    @Override
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        return new AbstractClientHttpRequest() {
            @Override
            public HttpMethod getMethod() {
                return method;
            }

            @Override
            public URI getURI() {
                return uri;
            }

            @Override
            protected OutputStream getBodyInternal(HttpHeaders headers) {
                return written;
            }

            @Override
            protected ClientHttpResponse executeInternal(HttpHeaders headers) {
                return new Answer(new ByteArrayInputStream(body), answerHeaders());
            }
        };
    }

    private HttpHeaders answerHeaders() {
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(type);
        headers.setContentLength(body.length);
        return headers;
    }

    private record Answer(InputStream getBody, HttpHeaders getHeaders) implements ClientHttpResponse {
        @Override
        public HttpStatusCode getStatusCode() {
            return HttpStatus.OK;
        }

        @Override
        public String getStatusText() {
            return "OK";
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
