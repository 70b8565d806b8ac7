package io.throughline.sdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;

/** Where an answer's bytes go, seen before they get there. How fast they come is still the application's to say. */
record WatchedConsumer(AsyncDataConsumer consumer, SeenBytes seen) implements AsyncDataConsumer {
    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        consumer.updateCapacity(channel);
    }

    @Override
    public void consume(ByteBuffer bytes) throws IOException {
        seen.saw(bytes);
        consumer.consume(bytes);
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) throws HttpException, IOException {
        seen.completed();
        consumer.streamEnd(trailers);
    }

    @Override
    public void releaseResources() {
        seen.left(); // unless it was whole, or broke
        consumer.releaseResources();
    }
}
