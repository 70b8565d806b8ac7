package io.throughline.benchmarks.micro;

import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.spring.ThroughlineExchangeFilter;
import io.throughline.spring.ThroughlineInterceptor;
import java.net.URI;
import java.nio.file.Path;
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
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/**
 * Spring's clients without a network: what the interceptors cost them. {@code plain} has none, {@code idle} one of nobody's that does nothing,
 * {@code other-host} calls what is no provider's: the latter two should cost the same. An operation is a call of 1 kB with an answer of 1.5 kB.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SpringClients {
    private static final String CONFIG = """
            providers:
              stub: {dialect: openai, base-url: "http://stub.test/v1", api-key: sk-upstream, models: [gpt-4o]}
            """;

    /** What is done with the calls. */
    @Param({"plain", "idle", "other-host", "observe", "route"})
    public String handled = "plain";

    private final byte[] answer = Answers.chat();
    private final byte[] request = Requests.chat("gpt-4o", 1_000, false);
    private final Throughline throughline =
            Throughline.create(ThroughlineConfig.parse(CONFIG, "the benchmark", Map.of(), Path.of("")));
    private URI target = URI.create("http://stub.test/v1/chat/completions");
    private RestClient restClient = RestClient.create();
    private WebClient webClient = WebClient.create();

    /** Makes the clients. */
    @Setup
    public void make() {
        target = URI.create(handled.equals("other-host") ? "http://other.test/v1/chat/completions" : target.toString());
        RestClient.Builder rest =
                RestClient.builder().requestFactory(new AnsweredAtOnce(answer, MediaType.APPLICATION_JSON));
        WebClient.Builder web = WebClient.builder().exchangeFunction(call -> Mono.just(answered()));
        if (handled.equals("idle")) {
            rest.requestInterceptor((call, body, execution) -> execution.execute(call, body));
            web.filter((call, next) -> next.exchange(call));
        } else if (!handled.equals("plain")) {
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

    private ClientResponse answered() {
        return ClientResponse.create(HttpStatus.OK)
                .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
                .body(reactor.core.publisher.Flux.just(
                        org.springframework.core.io.buffer.DefaultDataBufferFactory.sharedInstance.wrap(answer)))
                .build();
    }
}
