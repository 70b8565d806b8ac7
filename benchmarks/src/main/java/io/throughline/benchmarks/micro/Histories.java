package io.throughline.benchmarks.micro;

import io.throughline.thread.history.HistoryReader;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The fingerprints by which a conversation is known again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Histories {
    /** About how many bytes the request has. */
    @Param({"1000", "32000", "1000000"})
    public int bytes = 1_000;

    private final HistoryReader reader = new HistoryReader(42, List.of("_throughline_trace_id"));
    private byte[] request = {};

    /** Makes the request. */
    @Setup
    public void make() {
        request = Requests.chat("gpt-4o", bytes, false);
    }

    /** Reads the history and makes its fingerprints. */
    @Benchmark
    public Object fingerprints() {
        return reader.read("openai-chat", request).candidates();
    }
}
