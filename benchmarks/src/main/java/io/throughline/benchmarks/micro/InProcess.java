package io.throughline.benchmarks.micro;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import io.throughline.Upstream;
import io.throughline.config.ThroughlineConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The whole handler without a network: a call goes to a provider that answers at once, its answer is read, and its record is made and written as
 * JSON with full content. An operation is a call. Records are made on other threads: bind the process to one core to count their time, too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class InProcess {
    private static final String CONFIG = """
            keys:
              - {name: bench, key: sk-bench, tenant: acme}
            providers:
              stub: {dialect: openai, base-url: "http://stub.test/v1", api-key: sk-upstream, models: [gpt-4o]}
            aliases:
              smart: {strategy: fallback, targets: [stub/gpt-4o]}
            telemetry: {content: full, store: {}}
            """;
    private static final int MOST_UNDER_WAY = 2_000;
    private static final int MOST_BYTES_UNDER_WAY = 24 << 20;

    /** The call: a request of some size with a whole answer of 1.5 kB, or 1 kB with a stream of 500 deltas. */
    @Param({"1k", "32k", "1m", "stream500"})
    public String call = "1k";

    private final byte[] answer = Answers.chat();
    private final byte[] stream = Answers.joined(Answers.stream("openai-chat", 500));
    private byte[] named = {};
    private byte[] aliased = {};
    private Headers headers = Headers.none();
    private final Headers answerHeaders = Headers.of("content-type", "application/json");
    private final Headers streamHeaders = Headers.of("content-type", "text/event-stream");
    private Upstream provider = request -> CompletableFuture.completedFuture(whole());
    private Throughline throughline = assemble();

    /** Makes the request. */
    @Setup
    public void make() {
        boolean streamed = call.equals("stream500");
        int bytes = call.equals("1m") ? 1_000_000 : call.equals("32k") ? 32_000 : 1_000;
        named = Requests.chat("gpt-4o", bytes, streamed);
        aliased = Requests.chat("smart", bytes, streamed);
        headers = Headers.of(
                "authorization", "Bearer sk-bench",
                "content-type", "application/json",
                "accept", "application/json",
                "user-agent", "OpenAI/Java 4.100.0",
                "host", "127.0.0.1:8080");
        provider = request -> CompletableFuture.completedFuture(streamed ? streamed() : whole());
        CountingSinks.ROOM.drainPermits();
        CountingSinks.ROOM.release(Math.min(MOST_UNDER_WAY, MOST_BYTES_UNDER_WAY / bytes));
    }

    /** Lets go of the handler. */
    @TearDown
    public void close() {
        throughline.close();
    }

    /** An application's own call, watched. */
    @Benchmark
    public void observe(Blackhole seen) throws IOException {
        read(throughline.observe(outbound(), provider).toCompletableFuture().join(), seen);
    }

    /** An application's own call, taken over. */
    @Benchmark
    public void route(Blackhole seen) throws IOException {
        read(throughline.route(outbound(), provider).toCompletableFuture().join(), seen);
    }

    /** A call as a server gets it: with a key, by an alias. */
    @Benchmark
    public void serve(Blackhole seen) throws IOException {
        CountingSinks.ROOM.acquireUninterruptibly();
        ProxyRequest inbound = new ProxyRequest(
                "POST", URI.create("/v1/chat/completions"), headers, Body.of(aliased), Attributes.none());
        read(throughline.handle(inbound, provider).toCompletableFuture().join(), seen);
    }

    private ProxyRequest outbound() {
        CountingSinks.ROOM.acquireUninterruptibly();
        URI target = URI.create("http://stub.test/v1/chat/completions");
        return new ProxyRequest("POST", target, headers, Body.of(named), Attributes.none());
    }

    private static void read(ProxyResponse response, Blackhole seen) throws IOException {
        if (response.status() != 200) {
            throw new IOException("the call was answered with " + response.status());
        }
        try (InputStream body = response.body().inputStream()) {
            seen.consume(body.readAllBytes());
        }
    }

    private ProxyResponse whole() {
        return new ProxyResponse(200, answerHeaders, Body.of(answer));
    }

    private ProxyResponse streamed() {
        return new ProxyResponse(
                200, streamHeaders, new Body.Pull(new java.io.ByteArrayInputStream(stream), OptionalLong.empty()));
    }

    private static Throughline assemble() {
        Path here = Path.of(System.getProperty("java.io.tmpdir"));
        return Throughline.create(ThroughlineConfig.parse(CONFIG, "the benchmark", Map.of(), here));
    }
}
