package io.throughline.sample;

import static org.springframework.http.MediaType.TEXT_EVENT_STREAM_VALUE;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

/** Answers questions, whole and word by word. */
@RestController
class AskController {
    private final ChatModel model;

    AskController(ChatModel model) {
        this.model = model;
    }

    @GetMapping("/ask")
    String ask(@RequestParam String question) {
        return model.call(question);
    }

    @GetMapping(path = "/stream", produces = TEXT_EVENT_STREAM_VALUE)
    Flux<String> stream(@RequestParam String question) {
        return model.stream(question);
    }
}
