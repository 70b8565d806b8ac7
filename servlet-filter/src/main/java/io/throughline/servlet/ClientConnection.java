package io.throughline.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/**
 * What the servlet API doesn't say about a client's connection, as far as the container does. Used on the call's strand, only after the whole
 * request was read and before the call is completed.
 */
interface ClientConnection {
    /** A connection that nothing is known about. */
    ClientConnection UNKNOWN = new ClientConnection() {
        @Override
        public boolean isGone() {
            return false;
        }

        @Override
        public void cutOff(Runnable complete) {
            complete.run();
        }
    };

    /** Returns whether the client is known to have closed it, while nothing is written to it. Never blocks. */
    boolean isGone();

    /**
     * Closes it, as the answer that has begun will not be whole.
     *
     * @param complete completes the call; to be run once that can't make the answer look whole any more
     */
    void cutOff(Runnable complete);

    /** Runs {@code complete} on the thread that the container likes best for it. */
    default void complete(Runnable complete) {
        complete.run();
    }

    /** Writes the content type as it is spelled, where the container would respell it. */
    default void contentType(String asItIs) {}

    /** Returns the request's connection as the container sees it. Its classes are used only where this module sees them. */
    static ClientConnection of(
            HttpServletRequest request, ServletInputStream in, AsyncContext async, ClientWatch watch, StreamEnd end) {
        if (!request.getProtocol().startsWith("HTTP/1")) {
            return UNKNOWN; // the connection has other calls too; a client that leaves one of them resets its stream
        }
        if (request.getServletContext().getServerInfo().startsWith("Apache Tomcat")) {
            return new TomcatConnection(containers(request, in), async, watch, end);
        }
        if (isVisible("org.eclipse.jetty.ee10.servlet.ServletContextRequest") && JettyConnection.Ee10.serves(request)) {
            return JettyConnection.Ee10.of(request);
        }
        if (isVisible("org.eclipse.jetty.ee11.servlet.ServletContextRequest") && JettyConnection.Ee11.serves(request)) {
            return JettyConnection.Ee11.of(request);
        }
        if (isVisible("io.undertow.servlet.spec.HttpServletRequestImpl")) {
            return UndertowConnection.of(request);
        }
        return UNKNOWN;
    }

    /** Returns the container's own request, behind what filters have put around it. */
    static ServletRequest unwrapped(HttpServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner;
    }

    /** A stream around the container's may not know what is available. */
    private static ServletInputStream containers(HttpServletRequest request, ServletInputStream in) {
        try {
            return unwrapped(request).getInputStream();
        } catch (IOException | IllegalStateException e) {
            return in; // a wrapper reads it by a reader
        }
    }

    private static boolean isVisible(String className) {
        try {
            Class.forName(className, false, ClientConnection.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
