package io.throughline.sdk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.jspecify.annotations.Nullable;

/** Takes all that a producer has, whenever it has some. */
final class ProducedBody implements DataStreamChannel {
    private final AsyncEntityProducer producer;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final WritableByteChannel channel = Channels.newChannel(bytes);
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final AtomicInteger rounds = new AtomicInteger();

    private ProducedBody(AsyncEntityProducer producer) {
        this.producer = producer;
    }

    static CompletableFuture<byte[]> of(@Nullable AsyncEntityProducer producer) {
        if (producer == null) {
            return CompletableFuture.completedFuture(new byte[0]);
        }
        ProducedBody body = new ProducedBody(producer);
        body.requestOutput();
        return body.whole;
    }

    /** Returns what produces a body again that was taken: the producer itself where it can, which it has let go of its state for. */
    static @Nullable AsyncEntityProducer again(@Nullable AsyncEntityProducer producer, byte[] bytes) {
        if (producer == null || producer.isRepeatable()) {
            return producer;
        }
        String type = producer.getContentType();
        return new BasicAsyncEntityProducer(bytes, type == null ? null : ContentType.parseLenient(type));
    }

    /** Lets the producer write, on the thread that says there is something; one at a time. */
    @Override
    public void requestOutput() {
        if (rounds.getAndIncrement() > 0) {
            return;
        }
        int done = 1;
        do {
            done = produced(done);
        } while (done > 0);
    }

    /** Returns how many rounds are to be done, 0 for none. */
    private int produced(int round) {
        int before = bytes.size();
        try {
            producer.produce(this);
        } catch (IOException | RuntimeException e) {
            producer.failed(e);
            whole.completeExceptionally(e);
        }
        boolean goesOn = !whole.isDone() && bytes.size() > before;
        return goesOn ? round : rounds.addAndGet(-round);
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        return channel.write(buffer);
    }

    @Override
    public void endStream() {
        producer.releaseResources();
        whole.complete(bytes.toByteArray());
    }

    @Override
    public void endStream(@Nullable List<? extends Header> trailers) {
        endStream();
    }
}
