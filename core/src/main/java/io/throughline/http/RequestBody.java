package io.throughline.http;

import io.throughline.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.hc.core5.http.nio.DataStreamChannel;

/** Puts a request's body on the wire, as the connection has room. Called by one I/O thread. */
interface RequestBody {
    /** What is left of a body that was sent. */
    RequestBody SENT = new InMemory(ByteBuffer.allocate(0));

    /** Returns whether there is something to do now; above 0 means yes. */
    int available();

    /** Writes what there is and the connection takes, and ends the stream behind the last byte; returns whether that is done. */
    boolean produce(DataStreamChannel channel) throws IOException;

    /** Tells the source that no more will be read; from any thread. */
    void cancel();

    /**
     * Returns what writes {@code body}.
     *
     * @param reads runs the blocking reads of a body that is a stream
     * @param broken is told when the source breaks
     */
    static RequestBody of(Body body, Executor reads, Consumer<UpstreamException> broken) {
        if (body instanceof Body.Bytes bytes) {
            return new InMemory(ByteBuffer.wrap(bytes.bytes()).asReadOnlyBuffer());
        }
        return new PublishedRequestBody(body.publisher(reads), body.length(), broken);
    }

    /** Bytes that are all there. */
    record InMemory(ByteBuffer bytes) implements RequestBody {
        @Override
        public int available() {
            return Math.max(1, bytes.remaining());
        }

        @Override
        public boolean produce(DataStreamChannel channel) throws IOException {
            channel.write(bytes);
            if (bytes.hasRemaining()) {
                return false;
            }
            channel.endStream();
            return true;
        }

        @Override
        public void cancel() {}
    }
}
