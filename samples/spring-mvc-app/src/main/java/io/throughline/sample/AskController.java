package io.throughline.sample;

import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** Answers questions, as any application does that calls OpenAI: nothing in here knows of Throughline. */
@RestController
class AskController {
    private final RestClient openai;

    AskController(RestClient.Builder builder) {
        openai = builder.baseUrl("https://api.openai.com/v1").build();
    }

    @GetMapping("/ask")
    String ask(@RequestParam String question) {
        return openai.post()
                .uri("/chat/completions")
                .body(Map.of("model", "assistant", "messages", List.of(Map.of("role", "user", "content", question))))
                .retrieve()
                .body(Completion.class)
                .text();
    }

    private record Completion(List<Choice> choices) {
        private String text() {
            return choices.get(0).message().content();
        }
    }

    private record Choice(Message message) {}

    private record Message(String content) {}
}
