package io.throughline.benchmarks.micro;

import io.throughline.Mode;
import io.throughline.Throughline;
import io.throughline.spring.ThroughlineExchangeFilter;
import io.throughline.spring.ThroughlineInterceptor;
import java.util.List;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Spring's clients whose provider answers at once, without a network. */
final class SpringStub {
    /** The provider's entry in the handler's configuration. */
    static final String PROVIDERS = """
            providers:
              stub: {dialect: openai, base-url: "http://stub.test/v1", api-key: sk-upstream, models: [gpt-4o]}
            """;

    /** Where it is called. */
    static final String TARGET = "http://stub.test/v1/chat/completions";

    private final RestClient.Builder rest;
    private final WebClient.Builder web;

    /**
     * Makes clients without interceptors.
     *
     * @param answer what every call is answered with, in the pieces in which it comes
     * @param type the answer's type
     */
    SpringStub(List<byte[]> answer, MediaType type) {
        rest = RestClient.builder().requestFactory(new AnsweredAtOnce(Answers.joined(answer), type));
        web = WebClient.builder()
                .exchangeFunction(call -> call.writeTo(new ReadAtOnce(call), ExchangeStrategies.withDefaults())
                        .then(Mono.fromSupplier(() -> answered(answer, type))));
    }

    /** Gives the clients interceptors that do nothing. */
    void idle() {
        rest.requestInterceptor((call, body, execution) -> execution.execute(call, body));
        web.filter((call, next) -> next.exchange(call));
    }

    /** Gives the clients Throughline's interceptors: in {@code observe} where {@code handled} says so, else in {@code route}. */
    void handledBy(Throughline throughline, String handled) {
        Mode mode = handled.equals("observe") ? Mode.OBSERVE : Mode.ROUTE;
        rest.requestInterceptor(new ThroughlineInterceptor(throughline, mode));
        web.filter(new ThroughlineExchangeFilter(throughline, mode));
    }

    RestClient restClient() {
        return rest.build();
    }

    WebClient webClient() {
        return web.build();
    }

    private static ClientResponse answered(List<byte[]> answer, MediaType type) {
        return ClientResponse.create(HttpStatus.OK)
                .header(HttpHeaders.CONTENT_TYPE, type.toString())
                .body(Flux.fromIterable(answer).map(DefaultDataBufferFactory.sharedInstance::wrap))
                .build();
    }
}
