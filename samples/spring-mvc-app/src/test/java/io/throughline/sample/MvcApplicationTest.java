package io.throughline.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.boot.test.context.SpringBootTest.WebEnvironment.RANDOM_PORT;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.ResponseEntity;

/** The application on a free port: its own question, and another program's through the filter. */
@SpringBootTest(webEnvironment = RANDOM_PORT)
class MvcApplicationTest {
    @Autowired
    private TestRestTemplate client;

    @Test
    void asksTheModel() {
        assertThat(client.getForObject("/ask?question={q}", String.class, "Why are rivers crooked?"))
                .contains("rivers");
    }

    @Test
    void letsOthersAsk() {
        ResponseEntity<String> answer = client.postForEntity(
                "/llm/v1/chat/completions",
                Map.of(
                        "model", "assistant",
                        "stream", true,
                        "messages", List.of(Map.of("role", "user", "content", "Why are rivers crooked?"))),
                String.class);
        assertThat(answer.getHeaders().getFirst("X-Throughline-Provider")).isEqualTo("echo");
        assertThat(answer.getBody()).contains("crooked").endsWith("data: [DONE]\n\n");
    }
}
