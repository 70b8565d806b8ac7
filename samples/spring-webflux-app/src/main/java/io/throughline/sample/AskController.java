package io.throughline.sample;

import static org.springframework.http.MediaType.TEXT_EVENT_STREAM;
import static org.springframework.http.MediaType.TEXT_EVENT_STREAM_VALUE;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;

/** Answers questions word by word, as any application does that streams from OpenAI: nothing in here knows of Throughline. */
@RestController
class AskController {
    private final WebClient openai;
    private final ObjectMapper json;

    AskController(WebClient.Builder builder, ObjectMapper json) {
        this.openai = builder.baseUrl("https://api.openai.com/v1").build();
        this.json = json;
    }

    @GetMapping(path = "/ask", produces = TEXT_EVENT_STREAM_VALUE)
    Flux<String> ask(@RequestParam String question) {
        return openai.post()
                .uri("/chat/completions")
                .accept(TEXT_EVENT_STREAM)
                .bodyValue(Map.of(
                        "model", "assistant",
                        "stream", true,
                        "messages", List.of(Map.of("role", "user", "content", question))))
                .retrieve()
                .bodyToFlux(String.class)
                .takeWhile(data -> !data.equals("[DONE]"))
                .map(this::text)
                .filter(text -> !text.isEmpty());
    }

    private String text(String chunk) {
        try {
            return json.readTree(chunk).at("/choices/0/delta/content").asText("");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
