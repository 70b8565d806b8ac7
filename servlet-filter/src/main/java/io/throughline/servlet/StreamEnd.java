package io.throughline.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/**
 * Keeps a container from ending a broken stream as if it were whole. The servlet API has no word for that. But every container asks for the
 * trailer fields right before the last chunk, and when there is an exception instead, it closes the connection without that chunk.
 */
final class StreamEnd {
    private volatile boolean taken;
    private volatile boolean cutOff;

    /** Takes over the end of a response without a length, before its head is written. */
    void of(HttpServletRequest request, HttpServletResponse response) {
        if (!request.getProtocol().equals("HTTP/1.0")) {
            response.setTrailerFields(this::trailers);
            taken = true;
        }
    }

    /** Returns whether this end is one that can be made a break. */
    boolean isTaken() {
        return taken;
    }

    /** Makes the end a break. */
    void cutOff() {
        cutOff = true;
    }

    private Map<String, String> trailers() {
        if (cutOff) {
            StreamEnd.<RuntimeException>throwAsItIs(new IOException("the response's source broke off"));
        }
        return Map.of();
    }

    /** Containers take an {@link IOException} for a broken connection; anything else they would log as a fault of their own. */
    @SuppressWarnings("unchecked")
    private static <T extends Exception> void throwAsItIs(Exception failure) throws T {
        throw (T) failure;
    }
}
