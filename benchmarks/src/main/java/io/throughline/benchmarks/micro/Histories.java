package io.throughline.benchmarks.micro;

import io.throughline.Secret;
import io.throughline.mark.CleanRequest;
import io.throughline.mark.InvisibleSignature;
import io.throughline.mark.RequestCleaner;
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

/** What each call with a history costs: marks are looked for, and the fingerprints are made by which the conversation is known again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Histories {
    private static final String DIALECT = "openai-chat";
    private static final String STAMP = "_throughline_trace_id";

    /** About how many bytes the request has. */
    @Param({"1000", "1000000"})
    public int bytes = 1_000_000;

    /** What its texts are like. */
    @Param
    public Texts text = Texts.ENGLISH;

    private final HistoryReader reader = new HistoryReader(42, List.of(STAMP));
    private final RequestCleaner cleaner =
            RequestCleaner.of(new InvisibleSignature(Secret.of("a secret of the benchmark")), STAMP);
    private byte[] request = {};

    /** Makes the request. */
    @Setup
    public void make() {
        request = text.request(bytes);
    }

    /** Reads the history and makes its fingerprints. */
    @Benchmark
    public Object fingerprints() {
        return reader.read(DIALECT, request).candidates();
    }

    /** Looks for signatures and stamps where there are none. */
    @Benchmark
    public CleanRequest clean() {
        return cleaner.clean(DIALECT, "acme", request);
    }
}
