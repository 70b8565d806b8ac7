package io.throughline.sdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;

/** A request's entity of HttpClient, seen as it goes out. What is sent again by a retry is seen once. */
final class WatchedProducer implements AsyncEntityProducer {
    private final AsyncEntityProducer producer;
    private final SeenBytes seen = new SeenBytes();
    private long written;
    private long seenUpTo;

    WatchedProducer(AsyncEntityProducer producer) {
        this.producer = producer;
    }

    SeenBytes seen() {
        return seen;
    }

    OptionalLong length() {
        long length = producer.getContentLength();
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        producer.produce(new Seeing(channel));
    }

    @Override
    public void failed(Exception cause) {
        producer.failed(cause);
    }

    @Override
    public void releaseResources() {
        written = 0;
        producer.releaseResources();
    }

    @Override
    public boolean isRepeatable() {
        return producer.isRepeatable();
    }

    @Override
    public int available() {
        return producer.available();
    }

    @Override
    public long getContentLength() {
        return producer.getContentLength();
    }

    @Override
    public @Nullable String getContentType() {
        return producer.getContentType();
    }

    @Override
    public @Nullable String getContentEncoding() {
        return producer.getContentEncoding();
    }

    @Override
    public boolean isChunked() {
        return producer.isChunked();
    }

    @Override
    public @Nullable Set<String> getTrailerNames() {
        return producer.getTrailerNames();
    }

    /** The connection takes what it has room for, and that is what was seen. */
    private final class Seeing implements DataStreamChannel {
        private final DataStreamChannel channel;

        Seeing(DataStreamChannel channel) {
            this.channel = channel;
        }

        @Override
        public void requestOutput() {
            channel.requestOutput();
        }

        @Override
        public int write(ByteBuffer buffer) throws IOException {
            ByteBuffer going = buffer.duplicate();
            int count = channel.write(buffer);
            int known = (int) Math.min(count, Math.max(0, seenUpTo - written));
            written += count;
            seenUpTo = Math.max(seenUpTo, written);
            going.limit(going.position() + count).position(going.position() + known);
            seen.saw(going);
            return count;
        }

        @Override
        public void endStream() throws IOException {
            channel.endStream();
            seen.completed();
        }

        @Override
        public void endStream(@Nullable List<? extends Header> trailers) throws IOException {
            channel.endStream(trailers);
            seen.completed();
        }
    }
}
