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
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Spring's clients without a network: what the interceptors cost them. {@code plain} has none, {@code idle} one of nobody's that does nothing,
 * {@code other-host} calls what is no provider's: the latter two should cost the same. An operation is a call of 1 kB with an answer of 1.5 kB.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SpringClients {
    /** What is done with the calls. */
    @Param({"plain", "idle", "other-host", "observe", "route"})
    public String handled = "plain";

    private final byte[] request = Requests.chat("gpt-4o", 1_000, false);
    private final Throughline throughline =
            Throughline.create(ThroughlineConfig.parse(SpringStub.PROVIDERS, "the benchmark", Map.of(), Path.of("")));
    private URI target = URI.create(SpringStub.TARGET);
    private RestClient restClient = RestClient.create();
    private WebClient webClient = WebClient.create();

    /** Makes the clients. */
    @Setup
    public void make() {
        target = URI.create(handled.equals("other-host") ? "http://other.test/v1/chat/completions" : SpringStub.TARGET);
        SpringStub stub = new SpringStub(List.of(Answers.chat()), MediaType.APPLICATION_JSON);
        if (handled.equals("idle")) {
            stub.idle();
        } else if (!handled.equals("plain")) {
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

    /** A call of {@code RestClient}. */
    @Benchmark
    public Object restClient() {
        return restClient
                .post()
                .uri(target)
                .contentType(MediaType.APPLICATION_JSON)
                .body(request)
                .retrieve()
                .toEntity(byte[].class);
    }

    /** A call of {@code WebClient}, waited for. */
    @Benchmark
    public Object webClient() {
        return webClient
                .post()
                .uri(target)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(request)
                .retrieve()
                .toEntity(byte[].class)
                .blockOptional()
                .orElseThrow();
    }
}
