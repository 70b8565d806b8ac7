package io.throughline.sample;

import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/** An application with Spring AI, whose calls go through Throughline, in this process: Spring's own builders bring it along. */
@SpringBootApplication
class SpringAiApplication {
    public static void main(String[] args) {
        SpringApplication.run(SpringAiApplication.class, args);
    }

    /** What Spring AI's starter makes of its properties. */
    @Bean
    OpenAiChatModel model(RestClient.Builder rest, WebClient.Builder web) {
        OpenAiApi openai = OpenAiApi.builder()
                .apiKey("not used")
                .restClientBuilder(rest)
                .webClientBuilder(web)
                .build();
        return OpenAiChatModel.builder()
                .openAiApi(openai)
                .defaultOptions(OpenAiChatOptions.builder().model("assistant").build())
                .build();
    }
}
