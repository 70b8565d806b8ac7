package io.throughline.standalone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a client has left while nothing is written to it. Jetty does not read an HTTP/1.1 connection while a request on it is being
 * answered, so a closed one shows only when a write fails; a model that thinks, or a whole answer that is being made, would be paid for to
 * its end. Once a call has lasted, the watch asks the connection for the next byte itself: the end of the stream means that the client has gone. A client
 * that closes its sending half alone and waits counts as gone too.
 *
 * <p>Bytes that come instead are the next request of a client that does not wait for the answer: they are kept, the watch ends, and Jetty gets
 * them back before it reads again.
 */
abstract sealed class ClientWatch {
    /** Begins to watch; the request's last byte must have been read. */
    abstract void start();

    /** Ends the watch and gives back what it took; Jetty may read again after that. */
    abstract void stop();

    /** Returns the watch over a request's connection; one that does nothing where Jetty watches itself, as with HTTP/2. */
    static ClientWatch of(Request request, YoungCalls young, Runnable whenLeft) {
        Connection connection = request.getConnectionMetaData().getConnection();
        HttpVersion version = request.getConnectionMetaData().getHttpVersion();
        boolean http1 = version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0;
        return http1
                        && connection instanceof Connection.UpgradeTo buffered
                        && connection.getEndPoint() instanceof AbstractEndPoint endPoint
                ? new Reading(
                        endPoint,
                        buffered,
                        whenLeft,
                        young,
                        request.getComponents().getScheduler())
                : new None();
    }

    static final class None extends ClientWatch {
        @Override
        void start() {}

        @Override
        void stop() {}
    }

    private static final class Reading extends ClientWatch implements Callback, YoungCalls.Call {
        private static final int MOST_TAKEN = 4096;

        private final AbstractEndPoint endPoint;
        private final Connection.UpgradeTo connection;
        private final Runnable whenLeft;
        private final YoungCalls young;
        private final Scheduler scheduler;
        private volatile long begun;
        private @Nullable ByteBuffer taken;
        private boolean stopped;

        private Reading(
                AbstractEndPoint endPoint,
                Connection.UpgradeTo connection,
                Runnable whenLeft,
                YoungCalls young,
                Scheduler scheduler) {
            this.endPoint = endPoint;
            this.connection = connection;
            this.whenLeft = whenLeft;
            this.young = young;
            this.scheduler = scheduler;
        }

        @Override
        void start() {
            begun = System.nanoTime();
            young.add(this, scheduler);
        }

        @Override
        public long begun() {
            return begun;
        }

        @Override
        public void growUp() {
            listen();
        }

        /** Under the lock: after a stop, the connection is Jetty's to wait for, which it refuses to do where somebody else does. */
        private synchronized void listen() {
            if (!stopped && taken == null) {
                endPoint.getFillInterest().tryRegister(this);
            }
        }

        @Override
        void stop() {
            young.remove(this);
            ByteBuffer back;
            synchronized (this) {
                stopped = true;
                back = taken;
                taken = null;
            }
            endPoint.getFillInterest().onFail(new Withdrawn());
            if (back != null) {
                connection.onUpgradeTo(back);
            }
        }

        /** There is something to read. */
        @Override
        public void succeeded() {
            int count;
            synchronized (this) {
                if (stopped) {
                    return;
                }
                ByteBuffer buffer = BufferUtil.allocate(MOST_TAKEN);
                count = fill(buffer);
                if (count > 0) {
                    taken = buffer;
                }
            }
            if (count < 0) {
                whenLeft.run();
            } else if (count == 0) {
                listen();
            }
        }

        @Override
        public void failed(Throwable cause) {
            if (cause instanceof Withdrawn) {
                return;
            }
            if (cause instanceof TimeoutException) {
                listen();
            } else {
                whenLeft.run();
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        private int fill(ByteBuffer buffer) {
            try {
                return endPoint.fill(buffer);
            } catch (IOException e) {
                return -1;
            }
        }
    }

    /** The watch itself let go. Nobody looks where: no stack trace is filled in. */
    private static final class Withdrawn extends IOException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
