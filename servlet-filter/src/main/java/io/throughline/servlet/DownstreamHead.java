package io.throughline.servlet;

import io.throughline.ProxyResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** Writes status and header fields of a response to the container. */
final class DownstreamHead {
    /** What belongs to the connection, which is the container's (RFC 9110, section 7.6.1). */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

    /** What the container sets too, and may be there only once. */
    private static final Set<String> ONCE = Set.of("content-type", "date", "server");

    private DownstreamHead() {}

    static void write(ProxyResponse from, HttpServletResponse to) {
        to.setStatus(from.status());
        from.headers().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (ONCE.contains(lower)) {
                to.setHeader(name, value);
            } else if (!OF_THE_CONNECTION.contains(lower) && !lower.equals("content-length")) {
                to.addHeader(name, value);
            }
        });
        length(from).ifPresent(to::setContentLengthLong);
    }

    /** Returns how long the body is said to be; an answer that can't have one says nothing. */
    static OptionalLong length(ProxyResponse response) {
        if (response.status() == 204 || response.status() == 304) {
            return OptionalLong.empty();
        }
        return response.headers()
                .first("content-length")
                .map(DownstreamHead::parsed)
                .orElseGet(() -> response.body().length());
    }

    private static OptionalLong parsed(String length) {
        try {
            return OptionalLong.of(Long.parseLong(length.strip()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
