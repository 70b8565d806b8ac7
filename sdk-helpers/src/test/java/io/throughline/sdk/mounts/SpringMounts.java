package io.throughline.sdk.mounts;

import io.throughline.Mode;
import io.throughline.Throughline;
import io.throughline.spring.ThroughlineExchangeFilter;
import io.throughline.spring.ThroughlineInterceptor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/** The clients of Spring, which call the provider's own address. */
final class SpringMounts {
    private final Throughline throughline;
    private final Function<Conversation, URI> target;
    private final Ledger ledger;

    SpringMounts(Throughline throughline, Function<Conversation, URI> target, Ledger ledger) {
        this.throughline = throughline;
        this.target = target;
        this.ledger = ledger;
    }

    List<Mount> all() {
        return Stream.of(Mode.values()).flatMap(this::in).toList();
    }

    private Stream<Mount> in(Mode mode) {
        RestTemplate template = new RestTemplate(new JdkClientHttpRequestFactory());
        template.setErrorHandler(response -> false);
        template.getInterceptors().add(new ThroughlineInterceptor(throughline, mode));
        RestClient rest = RestClient.builder()
                .requestFactory(new JdkClientHttpRequestFactory())
                .requestInterceptor(new ThroughlineInterceptor(throughline, mode))
                .build();
        WebClient web = WebClient.builder()
                .clientConnector(new JdkClientHttpConnector())
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(16 << 20))
                .filter(new ThroughlineExchangeFilter(throughline, mode))
                .build();
        return Stream.of(
                mount("RestTemplate", mode, asked -> post(template, asked)),
                mount("RestClient", mode, asked -> post(rest, asked)),
                mount("WebClient", mode, asked -> post(web, asked)));
    }

    private Mount mount(String name, Mode mode, Mount.Client client) {
        return new Mount(name + ", " + mode.name().toLowerCase(Locale.ROOT), all -> true, client, ledger);
    }

    private void post(RestTemplate client, Conversation asked) {
        client.execute(
                target.apply(asked),
                org.springframework.http.HttpMethod.POST,
                request -> {
                    Calling.headers(asked).forEach(request.getHeaders()::set);
                    request.getBody().write(asked.request().getBytes(StandardCharsets.UTF_8));
                },
                response -> response.getBody().readAllBytes());
    }

    private void post(RestClient client, Conversation asked) {
        client.post()
                .uri(target.apply(asked))
                .headers(headers -> Calling.headers(asked).forEach(headers::set))
                .body(asked.request().getBytes(StandardCharsets.UTF_8))
                .exchange((request, response) -> response.getBody().readAllBytes());
    }

    private void post(WebClient client, Conversation asked) {
        client.post()
                .uri(target.apply(asked))
                .headers(headers -> Calling.headers(asked).forEach(headers::set))
                .bodyValue(asked.request().getBytes(StandardCharsets.UTF_8))
                .exchangeToMono(response -> response.bodyToMono(byte[].class))
                .block(Duration.ofSeconds(20));
    }
}
