package io.throughline.standalone;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/** Writes what is published, one buffer at a time: the next is asked for, or the end written, when the last is on the wire. */
final class JettyResponseWriter implements Flow.Subscriber<ByteBuffer> {
    private final Response response;
    private final EndOnce end;
    private final boolean headersFirst;
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean over;
    private boolean writing;
    private boolean complete;

    /**
     * Makes a writer.
     *
     * @param headersFirst whether the header fields go out before there is a body: the client of a stream then knows where it is at
     */
    JettyResponseWriter(Response response, EndOnce end, boolean headersFirst) {
        this.response = response;
        this.end = end;
        this.headersFirst = headersFirst;
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        subscription = source;
        if (headersFirst) {
            write(BufferUtil.EMPTY_BUFFER);
        } else {
            source.request(1);
        }
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        write(buffer);
    }

    @Override
    public void onComplete() {
        synchronized (this) {
            complete = true;
            if (writing) {
                return;
            }
        }
        writeEnd();
    }

    /** A broken answer must not look like a whole one: Jetty breaks the connection of a response that has begun. */
    @Override
    public void onError(Throwable cause) {
        end.failed(cause);
    }

    /** The client has gone. */
    void leave() {
        cancel();
        end.failed(new EOFException("the client left"));
    }

    /** Jetty has no stream to write to any more once the call has ended; the source may not have heard of that yet. */
    private void write(ByteBuffer buffer) {
        if (over) {
            return;
        }
        synchronized (this) {
            writing = true;
        }
        response.write(false, buffer, Callback.from(Invocable.InvocationType.NON_BLOCKING, this::next, this::broken));
    }

    private void writeEnd() {
        if (!over) {
            end.isNear();
            response.write(true, BufferUtil.EMPTY_BUFFER, end);
        }
    }

    private void next() {
        boolean last;
        synchronized (this) {
            writing = false;
            last = complete;
        }
        Flow.Subscription source = subscription;
        if (last) {
            writeEnd();
        } else if (source != null) {
            source.request(1);
        }
    }

    private void broken(Throwable cause) {
        cancel();
        end.failed(cause);
    }

    private void cancel() {
        over = true;
        Flow.Subscription source = subscription;
        if (source != null) {
            source.cancel();
        }
    }
}
