package io.throughline.servlet;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.Peer;
import io.throughline.ProxyRequest;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.Principal;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a servlet request as the handler wants it. */
final class InboundRequest {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?");
    private static final InetAddress FAR_AWAY = new InetSocketAddress(0).getAddress();

    private static final String TAKEN =
            "A filter before ThroughlineFilter has read the request's body, such as Spring's"
                    + " HiddenHttpMethodFilter or FormContentFilter with forms, or one that asks for parameters: put it behind"
                    + " Throughline's, or leave this path out of it";

    private InboundRequest() {}

    static ProxyRequest of(
            HttpServletRequest request, URI target, Body body, Cancellation cancellation, Callers callers) {
        Attributes attributes = callers.tell(request, attributes(request, cancellation));
        return new ProxyRequest(request.getMethod(), target, headers(request), body, attributes);
    }

    private static Headers headers(HttpServletRequest request) {
        Headers.Builder headers = Headers.builder();
        for (String name : Collections.list(request.getHeaderNames())) {
            for (String value : Collections.list(request.getHeaders(name))) {
                headers.add(name, value);
            }
        }
        return headers.build();
    }

    /** HTTP/1 announces a body (RFC 9112, section 6.3); for HTTP/2 the container knows whether the stream has ended. */
    static boolean hasBody(HttpServletRequest request, ServletInputStream in) {
        if (request.getContentLengthLong() >= 0) {
            return request.getContentLengthLong() > 0;
        }
        boolean announced = request.getProtocol().startsWith("HTTP/1");
        return announced ? request.getHeader("transfer-encoding") != null : !in.isFinished();
    }

    /**
     * Returns the stream of a request's body.
     *
     * @throws ServletException where a filter before this one has read it already
     */
    static ServletInputStream stream(HttpServletRequest request) throws IOException, ServletException {
        ServletInputStream in;
        try {
            in = request.getInputStream();
        } catch (IllegalStateException e) {
            throw new ServletException(TAKEN, e);
        }
        if (request.getProtocol().startsWith("HTTP/1") && hasBody(request, in) && in.isFinished()) {
            throw new ServletException(TAKEN);
        }
        return in;
    }

    static OptionalLong length(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    private static Attributes attributes(HttpServletRequest request, Cancellation cancellation) {
        Attributes attributes = Attributes.none()
                .with(Cancellation.KEY, cancellation)
                .with(Peer.KEY, new Peer(address(request.getRemoteAddr()), request.isSecure()));
        Principal principal = request.getUserPrincipal();
        return principal == null ? attributes : attributes.with(ThroughlineFilter.PRINCIPAL, principal);
    }

    /** Never asks a name server. An address that is none counts as one from far away: it must not pass for this machine's own. */
    private static InetAddress address(@Nullable String remote) {
        String literal = remote == null ? "" : remote.replaceFirst("%[^]]*", "");
        try {
            return LITERAL.matcher(literal).matches() ? InetAddress.getByName(literal) : FAR_AWAY;
        } catch (UnknownHostException e) {
            return FAR_AWAY;
        }
    }
}
