package io.throughline.benchmarks.micro;

import io.throughline.wire.SseReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Finding the events in a stream's bytes; an operation is an event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SseReading {
    private static final int EVENTS = 500;
    private static final int OTHERS = 4;
    private static final int MOST_EVENT_BYTES = 16 << 20;

    /** How the bytes come: an event a buffer, as from a slow provider, or 8 kB a buffer, as from a fast one. */
    @Param({"event", "8k"})
    public String buffers = "event";

    private List<ByteBuffer> stream = List.of();

    /** Makes the stream. */
    @Setup
    public void make() {
        List<byte[]> events = Answers.stream("openai-chat", EVENTS - OTHERS);
        List<ByteBuffer> made = new ArrayList<>();
        if (buffers.equals("event")) {
            events.forEach(event -> made.add(ByteBuffer.wrap(event)));
        } else {
            byte[] all = Answers.joined(events);
            for (int at = 0; at < all.length; at += 8 << 10) {
                made.add(ByteBuffer.wrap(all, at, Math.min(8 << 10, all.length - at))
                        .slice());
            }
        }
        stream = made;
    }

    /** Reads the stream. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void read(Blackhole seen) {
        SseReader reader = new SseReader(MOST_EVENT_BYTES, (name, data) -> seen.consume(data));
        for (ByteBuffer buffer : stream) {
            reader.feed(buffer.duplicate());
        }
        reader.finish();
    }
}
