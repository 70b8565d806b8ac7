package io.throughline.benchmarks.micro;

import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonSplicer;
import io.throughline.wire.RequestScan;
import java.nio.charset.StandardCharsets;
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

/** Finding out what a request asks for, and putting another model's name into it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Splicing {
    private static final String TOKEN = "\"smart\"";

    /** About how many bytes the request has. */
    @Param({"1000", "32000", "1000000"})
    public int bytes = 1_000;

    private byte[] request = {};
    private List<ByteRange> model = List.of();

    /** Makes the request. */
    @Setup
    public void make() {
        request = Requests.chat("smart", bytes, false);
        int at = new String(request, StandardCharsets.ISO_8859_1).indexOf(TOKEN);
        model = List.of(new ByteRange(at, at + TOKEN.length()));
    }

    /** Reads what routing needs. */
    @Benchmark
    public Object scan() {
        return RequestScan.of(request);
    }

    /** Puts the model's name in. */
    @Benchmark
    public byte[] splice() {
        return JsonSplicer.replace(request, model, "gpt-4o-2024-08-06");
    }
}
