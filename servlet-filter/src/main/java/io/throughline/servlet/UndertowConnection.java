package io.throughline.servlet;

import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.servlet.spec.HttpServletRequestImpl;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
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
    private final HeaderMap response;

    private UndertowConnection(HttpServerConnection connection, HeaderMap response) {
        this.connection = connection;
        this.response = response;
    }

    static ClientConnection of(HttpServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner instanceof HttpServletRequestImpl undertow
                        && undertow.getExchange().getConnection() instanceof HttpServerConnection connection
                ? new UndertowConnection(connection, undertow.getExchange().getResponseHeaders())
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
    public void cutOff(Runnable complete) {
        IoUtils.safeClose(connection);
        complete.run();
    }

    /** On the thread of its connection, Undertow takes a client that has gone for what it is; on others it logs an error. */
    @Override
    public void complete(Runnable complete) {
        connection.getIoThread().execute(complete);
    }

    @Override
    public void contentType(String asItIs) {
        response.put(Headers.CONTENT_TYPE, asItIs);
    }
}
