package io.throughline.spring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.throughline.Mode;
import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/** Who uses the interceptors in a wrong way is told so, once, and calls go on. */
class WrongUseTest {
    private static final String CHAT = "{\"model\":\"m\",\"messages\":[]}";

    private final Logger logger = (Logger) LoggerFactory.getLogger(io.throughline.Advice.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final ScriptedProvider provider =
            ScriptedProvider.start().answerEach(request -> Script.json("{}").header("X-Throughline-Call-Id", "1"));
    private final Throughline throughline = Throughline.create(ThroughlineConfig.parse(
            "providers: {scripted: {dialect: openai, base-url: '%s/v1', api-key: k}}".formatted(provider.uri()),
            "test",
            Map.of(),
            Path.of("")));

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        throughline.close();
        provider.close();
    }

    @Test
    void noProviderIsTold() {
        try (Throughline empty = Throughline.create(ThroughlineConfig.parse("", "test", Map.of(), Path.of("")))) {
            new ThroughlineInterceptor(empty);
        }
        assertThat(told()).contains("no provider is configured").contains("throughline.providers");
    }

    @Test
    void twoInterceptorsAreToldAndTheCallIsHandledOnce() {
        RestClient client = RestClient.builder()
                .requestInterceptor(new ThroughlineInterceptor(throughline))
                .requestInterceptor(new ThroughlineInterceptor(throughline))
                .build();
        for (int i = 0; i < 2; i++) {
            client.post()
                    .uri(provider.uri("/v1/chat/completions"))
                    .body(CHAT)
                    .retrieve()
                    .toBodilessEntity();
        }
        assertThat(provider.requests()).hasSize(2);
        assertThat(told()).containsOnlyOnce("Two of Throughline's handlers");
    }

    @Test
    void twoFiltersAreTold() {
        WebClient client = WebClient.builder()
                .filter(new ThroughlineExchangeFilter(throughline))
                .filter(new ThroughlineExchangeFilter(throughline))
                .build();
        client.post()
                .uri(provider.uri("/v1/chat/completions"))
                .bodyValue(CHAT)
                .retrieve()
                .toBodilessEntity()
                .block(Duration.ofSeconds(20));
        assertThat(provider.requests()).hasSize(1);
        assertThat(told()).containsOnlyOnce("Two of Throughline's handlers");
    }

    @Test
    void clientOfAProxyIsTold() {
        RestClient.builder()
                .requestInterceptor(new ThroughlineInterceptor(throughline, Mode.OBSERVE))
                .build()
                .post()
                .uri(provider.uri("/v1/chat/completions"))
                .body(CHAT)
                .retrieve()
                .toBodilessEntity();
        assertThat(told()).contains("which is a Throughline already");
    }

    @Test
    void repeatedRequestIsNoSecondHandler() {
        RestClient client = RestClient.builder()
                .requestInterceptor((request, body, execution) -> {
                    execution.execute(request, body).close();
                    return execution.execute(request, body);
                })
                .requestInterceptor(new ThroughlineInterceptor(throughline, Mode.OBSERVE))
                .build();
        client.post()
                .uri(provider.uri("/v1/chat/completions"))
                .body(CHAT)
                .retrieve()
                .toBodilessEntity();
        assertThat(provider.requests()).hasSize(2);
        assertThat(told()).doesNotContain("Two of Throughline's handlers");
    }

    @Test
    void aClientThatPointsAtAThroughlineIsTold() {
        try (ScriptedProvider proxy = ScriptedProvider.start()
                .answerEach(request -> Script.json("{}").header("X-Throughline-Call-Id", "1"))) {
            RestClient.builder()
                    .requestInterceptor(new ThroughlineInterceptor(throughline))
                    .build()
                    .post()
                    .uri(proxy.uri("/v1/chat/completions"))
                    .body(CHAT)
                    .retrieve()
                    .toBodilessEntity();
        }
        assertThat(told()).containsOnlyOnce("which is a Throughline already");
    }

    private String told() {
        return String.join(
                "\n", log.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    }
}
