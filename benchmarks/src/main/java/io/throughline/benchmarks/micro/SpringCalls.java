package io.throughline.benchmarks.micro;

import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Calls of every size through Spring's clients, without a network: what {@code observe} and {@code route} cost beside {@code plain}, which has no
 * interceptor. An operation is a call. Records are made with full content and written as JSON on other threads, and calls go no faster than that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SpringCalls {
    private static final String CONFIG = SpringStub.PROVIDERS + "telemetry: {content: full, store: {}}\n";
    private static final URI TARGET = URI.create(SpringStub.TARGET);
    private static final int MOST_UNDER_WAY = 2_000;
    private static final int MOST_BYTES_UNDER_WAY = 24 << 20;

    /** What is done with the calls. */
    @Param({"plain", "observe", "route"})
    public String handled = "plain";

    /** The call: a request of some size with a whole answer of 1.5 kB, or 1 kB with a stream of 500 deltas. */
    @Param({"1k", "32k", "1m", "stream500"})
    public String call = "1k";

    private final Throughline throughline = Throughline.create(
            ThroughlineConfig.parse(CONFIG, "the benchmark", Map.of(), Path.of(System.getProperty("java.io.tmpdir"))));
    private byte[] request = {};
    private RestClient restClient = RestClient.create();
    private WebClient webClient = WebClient.create();

    /** Makes the request and the clients. */
    @Setup
    public void make() {
        boolean streamed = call.equals("stream500");
        int bytes = call.equals("1m") ? 1_000_000 : call.equals("32k") ? 32_000 : 1_000;
        request = Requests.chat("gpt-4o", bytes, streamed);
        CountingSinks.ROOM.drainPermits();
        CountingSinks.ROOM.release(Math.min(MOST_UNDER_WAY, MOST_BYTES_UNDER_WAY / bytes));
        SpringStub stub = streamed
                ? new SpringStub(Answers.stream("openai-chat", 500), MediaType.TEXT_EVENT_STREAM)
                : new SpringStub(List.of(Answers.chat()), MediaType.APPLICATION_JSON);
        if (!handled.equals("plain")) {
            stub.handledBy(throughline, handled);
        }
        restClient = stub.restClient();
        webClient = stub.webClient();
    }

    /** Lets go of the handler. */
    @TearDown
    public void close() {
        throughline.close();
    }

    /** A call of {@code RestClient}, its answer read to the end. */
    @Benchmark
    public Object restClient() {
        begin();
        return restClient
                .post()
                .uri(TARGET)
                .contentType(MediaType.APPLICATION_JSON)
                .body(request)
                .exchange((sent, response) -> response.getBody().readAllBytes());
    }

    /** A call of {@code WebClient}, its answer's buffers counted as they come. */
    @Benchmark
    public Object webClient() {
        begin();
        return webClient
                .post()
                .uri(TARGET)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(request)
                .retrieve()
                .bodyToFlux(DataBuffer.class)
                .count()
                .blockOptional()
                .orElseThrow();
    }

    private void begin() {
        if (!handled.equals("plain")) {
            CountingSinks.ROOM.acquireUninterruptibly();
        }
    }
}
