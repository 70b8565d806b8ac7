package io.throughline.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.AdvisorParams;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.web.client.RestClient;

/** What else Spring AI does with a model: tools, structured output, embeddings. */
@SpringBootTest
class SpringAiFeaturesTest {
    @Autowired
    private ChatModel chat;

    @Autowired
    private RestClient.Builder rest;

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
        EmbeddingModel embeddings = new OpenAiEmbeddingModel(
                OpenAiApi.builder().apiKey("not used").restClientBuilder(rest).build(),
                MetadataMode.EMBED,
                OpenAiEmbeddingOptions.builder().model("echo/echo").build());
        List<float[]> vectors = embeddings.embed(List.of("one", "two"));
        assertThat(vectors).hasSize(2);
        assertThat(vectors.get(0)).isNotEmpty().isNotEqualTo(vectors.get(1));
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
