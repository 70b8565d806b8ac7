package io.throughline;

import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.wire.ContentDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Undoes a request body's content coding, within the same limit as the body itself. What goes upstream is not coded. */
final class RequestCoding {
    private RequestCoding() {}

    static byte[] decoded(byte[] body, Headers headers, long limit) {
        Optional<String> coding =
                headers.first("content-encoding").filter(value -> !value.equalsIgnoreCase("identity"));
        if (coding.isEmpty()) {
            return body;
        }
        ContentDecoder decoder = ContentDecoder.of(headers.all("content-encoding"), limit);
        ByteArrayOutputStream plain = new ByteArrayOutputStream(body.length * 2);
        decoder.feed(ByteBuffer.wrap(body), bytes -> append(plain, bytes));
        decoder.finish(bytes -> append(plain, bytes));
        return switch (decoder.state()) {
            case DECODING, DONE -> plain.toByteArray();
            case TOO_LARGE ->
                throw new RefusedException(ModelError.of(
                        ModelError.Kind.TOO_LARGE, "The decoded request is larger than " + limit + " bytes"));
            case NOT_UNDERSTOOD ->
                throw new RefusedException(ModelError.of(
                                ModelError.Kind.INVALID_REQUEST,
                                "The content coding " + coding.get() + " is not understood; use gzip, deflate or none")
                        .at("Content-Encoding"));
            case MALFORMED ->
                throw new RefusedException(
                        ModelError.of(ModelError.Kind.INVALID_REQUEST, "The body is not what its Content-Encoding says")
                                .at("Content-Encoding"));
        };
    }

    private static void append(ByteArrayOutputStream plain, ByteBuffer bytes) {
        byte[] chunk = new byte[bytes.remaining()];
        bytes.get(chunk);
        plain.write(chunk, 0, chunk.length);
    }
}
