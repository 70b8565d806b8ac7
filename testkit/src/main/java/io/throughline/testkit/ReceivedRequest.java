package io.throughline.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A request as it came over the wire.
 *
 * @param requestLine the first line, such as {@code POST /v1/messages HTTP/1.1}
 * @param headerLines the header lines in order, spelled as they were sent
 * @param body the body's bytes, without chunked framing
 * @param connection the number of the connection it came on, counted from 0
 */
@SuppressWarnings("ArrayRecordComponent") // a test looks into it; nobody compares two
public record ReceivedRequest(String requestLine, List<String> headerLines, byte[] body, int connection) {
    /** Returns the method. */
    public String method() {
        return requestLine.substring(0, requestLine.indexOf(' '));
    }

    /** Returns path and query. */
    public String path() {
        return requestLine.substring(requestLine.indexOf(' ') + 1, requestLine.lastIndexOf(' '));
    }

    /** Returns the first value of {@code name}, in any case. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** Returns all values of {@code name}, in any case, in order. */
    public List<String> headers(String name) {
        return headerLines.stream()
                .filter(line -> line.indexOf(':') == name.length()
                        && line.substring(0, name.length()).equalsIgnoreCase(name))
                .map(line -> line.substring(name.length() + 1).trim())
                .toList();
    }

    /** Returns the body as UTF-8 text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
