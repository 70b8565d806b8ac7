package io.throughline.standalone;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import io.throughline.api.Answers;
import io.throughline.dialect.ModelError;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what does not reach the handler, being no HTTP or more than fits: in the dialect of its path, or in OpenAI's shape where Jetty had not come as far
 * as the path and names one of its own.
 */
final class RefusedHttp implements Request.Handler {
    private final int headerBytes;

    RefusedHttp(int headerBytes) {
        this.headerBytes = headerBytes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() >= 400 ? response.getStatus() : HttpStatus.INTERNAL_SERVER_ERROR_500;
        String path = request.getHttpURI().getPath();
        ProxyResponse answer = Answers.refusal(path == null ? "" : path, headers(request), error(status));
        response.setStatus(status);
        answer.headers().forEach((name, value) -> response.getHeaders().put(new HttpField(name, value)));
        response.write(true, ByteBuffer.wrap(((Body.Bytes) answer.body()).bytes()), callback);
        return true;
    }

    private ModelError error(int status) {
        if (status >= 500) {
            return ModelError.of(ModelError.Kind.INTERNAL, "Something went wrong in the proxy")
                    .with(status);
        }
        String message = switch (status) {
            case HttpStatus.URI_TOO_LONG_414 -> "The path is longer than " + headerBytes + " bytes";
            case HttpStatus.EXPECTATION_FAILED_417 -> "Of what Expect can ask for, 100-continue alone is there";
            case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
                "The header fields are larger than " + headerBytes + " bytes";
            default -> "The request is not well-formed HTTP";
        };
        return ModelError.of(ModelError.Kind.INVALID_REQUEST, message).with(status);
    }

    private static Headers headers(Request request) {
        Headers.Builder headers = Headers.builder();
        for (HttpField field : request.getHeaders()) {
            headers.add(field.getName(), field.getValue() == null ? "" : field.getValue());
        }
        return headers.build();
    }
}
