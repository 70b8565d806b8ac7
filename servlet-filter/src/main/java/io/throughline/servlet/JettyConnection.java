package io.throughline.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Jetty 12, by its core request: fills from the connection's end point, which nobody else reads between a request's last byte and its
 * answer's. What a client sent early of its next request is handed on to the connection.
 */
final class JettyConnection implements ClientConnection {
    private final Connection connection;
    private final ByteBuffer early = BufferUtil.allocate(1);

    private JettyConnection(Request request) {
        connection = request.getConnectionMetaData().getConnection();
    }

    @Override
    public boolean isGone() {
        if (early.hasRemaining()) {
            return false;
        }
        try {
            int count = connection.getEndPoint().fill(early);
            if (count > 0 && connection instanceof Connection.UpgradeTo next) {
                next.onUpgradeTo(early.slice());
            }
            return count < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void cutOff(Runnable complete) {
        connection.getEndPoint().close();
        complete.run();
    }

    /** Jetty's servlet 6.0. Apart, so that it is loaded only where there is one. */
    static final class Ee10 {
        private Ee10() {}

        static boolean serves(HttpServletRequest request) {
            return ClientConnection.unwrapped(request) instanceof org.eclipse.jetty.ee10.servlet.ServletApiRequest;
        }

        static ClientConnection of(HttpServletRequest request) {
            return new JettyConnection(
                    org.eclipse.jetty.ee10.servlet.ServletContextRequest.getServletContextRequest(request));
        }
    }

    /** Jetty's servlet 6.1. Apart, so that it is loaded only where there is one. */
    static final class Ee11 {
        private Ee11() {}

        static boolean serves(HttpServletRequest request) {
            return ClientConnection.unwrapped(request) instanceof org.eclipse.jetty.ee11.servlet.ServletApiRequest;
        }

        static ClientConnection of(HttpServletRequest request) {
            return new JettyConnection(
                    org.eclipse.jetty.ee11.servlet.ServletContextRequest.getServletContextRequest(request));
        }
    }
}
