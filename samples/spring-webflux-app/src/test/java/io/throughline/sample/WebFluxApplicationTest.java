package io.throughline.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.boot.test.context.SpringBootTest.WebEnvironment.RANDOM_PORT;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The application on a free port, asked for a stream. */
@SpringBootTest(webEnvironment = RANDOM_PORT)
class WebFluxApplicationTest {
    @Autowired
    private WebTestClient client;

    @Test
    void streamsTheAnswer() {
        List<String> words = client.get()
                .uri("/ask?question={q}", "Why are rivers crooked?")
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(String.class)
                .getResponseBody()
                .collectList()
                .block(Duration.ofSeconds(20));
        assertThat(words).hasSizeGreaterThan(5).anyMatch(word -> word.contains("rivers"));
    }

    @Test
    void aReaderMayLeave() {
        List<String> words = client.get()
                .uri("/ask?question={q}", "[[echo tokens=100000 pace=5ms]]")
                .exchange()
                .returnResult(String.class)
                .getResponseBody()
                .take(3)
                .collectList()
                .block(Duration.ofSeconds(20));
        assertThat(words).hasSize(3);
    }
}
