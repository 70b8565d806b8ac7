package io.throughline.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.boot.test.context.SpringBootTest.WebEnvironment.RANDOM_PORT;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.client.TestRestTemplate;

/** The application on a free port: an answer, and a streamed one. */
@SpringBootTest(webEnvironment = RANDOM_PORT)
class SpringAiApplicationTest {
    @Autowired
    private TestRestTemplate client;

    @Test
    void answers() {
        assertThat(client.getForObject("/ask?question={q}", String.class, "Why are rivers crooked?"))
                .contains("rivers");
    }

    @Test
    void streams() {
        String events = client.getForObject("/stream?question={q}", String.class, "Why are rivers crooked?");
        assertThat(events.lines().filter(line -> line.startsWith("data:"))).hasSizeGreaterThan(5);
        assertThat(events).contains("rivers");
    }
}
