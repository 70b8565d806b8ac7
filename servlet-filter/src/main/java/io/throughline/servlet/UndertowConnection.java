package io.throughline.servlet;

import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.servlet.spec.HttpServletRequestImpl;
import io.undertow.util.ImmediatePooledByteBuffer;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.IoUtils;
import org.xnio.channels.ReadTimeoutException;

/**
 * Undertow, by its server connection: reads from the connection, which nobody else does between a request's last byte and its answer's.
 * What a client sent early of its next request is given back to the connection.
 */
final class UndertowConnection implements ClientConnection {
    private final HttpServerConnection connection;

    private UndertowConnection(HttpServerConnection connection) {
        this.connection = connection;
    }

    static ClientConnection of(HttpServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner instanceof HttpServletRequestImpl undertow
                        && undertow.getExchange().getConnection() instanceof HttpServerConnection connection
                ? new UndertowConnection(connection)
                : UNKNOWN;
    }

    @Override
    public boolean isGone() {
        if (connection.getExtraBytes() != null) {
            return false;
        }
        ByteBuffer early = ByteBuffer.allocate(1);
        try {
            int count = connection.getOriginalSourceConduit().read(early);
            if (count > 0) {
                connection.ungetRequestBytes(new ImmediatePooledByteBuffer(early.flip()));
            }
            return count < 0;
        } catch (ReadTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void cutOff() {
        IoUtils.safeClose(connection);
    }
}
