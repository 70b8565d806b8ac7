package io.throughline.benchmarks.micro;

import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.spring.ThroughlineExchangeFilter;
import io.throughline.spring.ThroughlineInterceptor;
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
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Calls of every size through Spring's clients, without a network: what {@code observe} and {@code route} cost beside {@code plain}, which has no
 * interceptor. An operation is a call. Records are made with full content and written as JSON on other threads, and calls go no faster than that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SpringCalls {
    private static final String CONFIG = """
            providers:
              stub: {dialect: openai, base-url: "http://stub.test/v1", api-key: sk-upstream, models: [gpt-4o]}
            telemetry: {content: full, store: {}}
            """;
    private static final URI TARGET = URI.create("http://stub.test/v1/chat/completions");
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
    private List<byte[]> answer = List.of();
    private MediaType type = MediaType.APPLICATION_JSON;
    private RestClient restClient = RestClient.create();
    private WebClient webClient = WebClient.create();

    /** Makes the request and the clients. */
    @Setup
    public void make() {
        boolean streamed = call.equals("stream500");
        int bytes = call.equals("1m") ? 1_000_000 : call.equals("32k") ? 32_000 : 1_000;
        request = Requests.chat("gpt-4o", bytes, streamed);
        answer = streamed ? Answers.stream("openai-chat", 500) : List.of(Answers.chat());
        type = streamed ? MediaType.TEXT_EVENT_STREAM : MediaType.APPLICATION_JSON;
        CountingSinks.ROOM.drainPermits();
        CountingSinks.ROOM.release(Math.min(MOST_UNDER_WAY, MOST_BYTES_UNDER_WAY / bytes));
        RestClient.Builder rest = RestClient.builder().requestFactory(new AnsweredAtOnce(Answers.joined(answer), type));
        WebClient.Builder web = WebClient.builder().exchangeFunction(sent -> Mono.just(answered()));
        if (!handled.equals("plain")) {
            io.throughline.Mode mode =
                    handled.equals("observe") ? io.throughline.Mode.OBSERVE : io.throughline.Mode.ROUTE;
            rest.requestInterceptor(new ThroughlineInterceptor(throughline, mode));
            web.filter(new ThroughlineExchangeFilter(throughline, mode));
        }
        restClient = rest.build();
        webClient = web.build();
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

    private ClientResponse answered() {
        return ClientResponse.create(HttpStatus.OK)
                .header(HttpHeaders.CONTENT_TYPE, type.toString())
                .body(Flux.fromIterable(answer).map(DefaultDataBufferFactory.sharedInstance::wrap))
                .build();
    }
}
