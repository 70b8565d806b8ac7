package io.throughline.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.locks.Lock;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.EventMask;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.reactor.ProtocolUpgradeHandler;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.reactor.ssl.SSLSessionInitializer;
import org.apache.hc.core5.reactor.ssl.SSLSessionVerifier;
import org.apache.hc.core5.reactor.ssl.TlsDetails;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A session that reads nothing while nobody wants to read. HttpCore 5.4 reads on in its loop after the window is used up, as long as the socket
 * has bytes and its own buffer is not empty, so a fast provider would overrun any window; the event mask, which it does clear, is obeyed
 * here. Over TLS the session is handed one record a turn, which bounds the overrun by itself.
 *
 * <p>Nor does it read while there is much in the reader's buffer that is still to be read: HttpCore fills its buffer up after each chunk, so that a
 * stream that comes fast would take a call of the system for every chunk. And it does not wake the selector for an interest that is known. Whether it
 * is, is asked under the session's lock: HttpCore decides under it that there is nothing more to write, and what is told in between would be lost.
 */
final class PacedSession implements ProtocolIOSession {
    /** So much is worth reading first: more than a chunk's head, or a line between two. */
    private static final int MUCH = 256;

    private final ProtocolIOSession session;
    /** How full the buffer was that was not read into: one that has not been emptied since is, however full. */
    private int fullAt;

    PacedSession(ProtocolIOSession session) {
        this.session = session;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        boolean wanted = (session.getEventMask() & EventMask.READ) != 0 || session.getTlsDetails() != null;
        if (!wanted || isBusy(target)) {
            return 0;
        }
        return session.read(target);
    }

    /** What is left out now is there at the selector's next turn. */
    private boolean isBusy(ByteBuffer target) {
        int held = target.position();
        boolean busy = held > MUCH && held != fullAt;
        fullAt = busy ? held : 0;
        return busy;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return session.write(source);
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public void close(CloseMode mode) {
        session.close(mode);
    }

    @Override
    public String getId() {
        return session.getId();
    }

    @Override
    public IOEventHandler getHandler() {
        return session.getHandler();
    }

    @Override
    public void upgrade(IOEventHandler handler) {
        session.upgrade(handler);
    }

    @Override
    public Lock getLock() {
        return session.getLock();
    }

    @Override
    public void enqueue(Command command, Command.Priority priority) {
        session.enqueue(command, priority);
    }

    @Override
    public boolean hasCommands() {
        return session.hasCommands();
    }

    @Override
    public Command poll() {
        return session.poll();
    }

    @Override
    public ByteChannel channel() {
        return session.channel();
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return session.getRemoteAddress();
    }

    @Override
    public SocketAddress getLocalAddress() {
        return session.getLocalAddress();
    }

    @Override
    public int getEventMask() {
        return session.getEventMask();
    }

    @Override
    public void setEventMask(int events) {
        session.setEventMask(events);
    }

    @Override
    public void setEvent(int event) {
        session.getLock().lock();
        try {
            if (!isClosed() && (session.getEventMask() & event) == 0) {
                session.setEvent(event);
            }
        } finally {
            session.getLock().unlock();
        }
    }

    @Override
    public void clearEvent(int event) {
        session.getLock().lock();
        try {
            if (!isClosed() && (session.getEventMask() & event) != 0) {
                session.clearEvent(event);
            }
        } finally {
            session.getLock().unlock();
        }
    }

    /** To be asked under the lock, without which the key may be cancelled behind the answer: it tells no interests then, but throws. */
    private boolean isClosed() {
        return session.getStatus() == Status.CLOSED;
    }

    @Override
    public IOSession.Status getStatus() {
        return session.getStatus();
    }

    @Override
    public Timeout getSocketTimeout() {
        return session.getSocketTimeout();
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        session.setSocketTimeout(timeout);
    }

    @Override
    public long getLastReadTime() {
        return session.getLastReadTime();
    }

    @Override
    public long getLastWriteTime() {
        return session.getLastWriteTime();
    }

    @Override
    public long getLastEventTime() {
        return session.getLastEventTime();
    }

    @Override
    public void updateReadTime() {
        session.updateReadTime();
    }

    @Override
    public void updateWriteTime() {
        session.updateWriteTime();
    }

    @Override
    public void startTls(
            SSLContext context,
            NamedEndpoint endpoint,
            SSLBufferMode bufferMode,
            SSLSessionInitializer initializer,
            SSLSessionVerifier verifier,
            Timeout handshakeTimeout) {
        session.startTls(context, endpoint, bufferMode, initializer, verifier, handshakeTimeout);
    }

    @Override
    public void startTls(
            SSLContext context,
            NamedEndpoint endpoint,
            SSLBufferMode bufferMode,
            SSLSessionInitializer initializer,
            SSLSessionVerifier verifier,
            Timeout handshakeTimeout,
            FutureCallback<TransportSecurityLayer> callback) {
        session.startTls(context, endpoint, bufferMode, initializer, verifier, handshakeTimeout, callback);
    }

    @Override
    public @Nullable TlsDetails getTlsDetails() {
        return session.getTlsDetails();
    }

    @Override
    public void switchProtocol(String protocol, FutureCallback<ProtocolIOSession> callback) {
        session.switchProtocol(protocol, callback);
    }

    @Override
    public void registerProtocol(String protocol, ProtocolUpgradeHandler handler) {
        session.registerProtocol(protocol, handler);
    }

    @Override
    public NamedEndpoint getInitialEndpoint() {
        return session.getInitialEndpoint();
    }
}
