package io.throughline.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.boot.test.context.SpringBootTest.WebEnvironment.RANDOM_PORT;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.AdvisorParams;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.client.RestClient;

/** The application on a free port: an answer, and a streamed one; and what else Spring AI does with a model. */
@SpringBootTest(webEnvironment = RANDOM_PORT)
class SpringAiApplicationTest {
    @LocalServerPort
    private int port;

    @Autowired
    private ChatModel chat;

    @Autowired
    private EmbeddingModel embeddings;

    @Test
    void answers() {
        assertThat(get("/ask?question={q}", "Why are rivers crooked?")).contains("rivers");
    }

    @Test
    void streams() {
        String events = get("/stream?question={q}", "Why are rivers crooked?");
        assertThat(events.lines().filter(line -> line.startsWith("data:"))).hasSizeGreaterThan(5);
        assertThat(events).contains("rivers");
    }

    @Test
    void callsTools() {
        Weather weather = new Weather();
        String answer = ChatClient.create(chat)
                .prompt("What is the weather in Paris? [[echo tool=weatherIn]]")
                .tools(weather)
                .call()
                .content();
        assertThat(weather.asked.get()).isNotBlank();
        assertThat(answer).contains("sunny");
    }

    @Test
    void givesStructuredOutput() {
        River river = ChatClient.create(chat)
                .prompt("Which river is the longest?")
                .advisors(AdvisorParams.ENABLE_NATIVE_STRUCTURED_OUTPUT)
                .call()
                .entity(River.class);
        assertThat(river).isNotNull();
        assertThat(river.name()).isNotNull();
    }

    @Test
    void embeds() {
        List<float[]> vectors = embeddings.embed(List.of("one", "two"));
        assertThat(vectors).hasSize(2);
        assertThat(vectors.get(0)).isNotEmpty().isNotEqualTo(vectors.get(1));
    }

    private String get(String path, String question) {
        return RestClient.create("http://127.0.0.1:" + port)
                .get()
                .uri(path, question)
                .retrieve()
                .body(String.class);
    }

    record River(String name, int kilometres) {}

    static class Weather {
        final AtomicReference<String> asked = new AtomicReference<>();

        @Tool(description = "The weather in a city")
        String weatherIn(String city) {
            asked.set(city);
            return "sunny";
        }
    }
}
