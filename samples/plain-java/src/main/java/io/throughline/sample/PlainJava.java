package io.throughline.sample;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.sdk.ThroughlineSdk;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks a model with OpenAI's own client, through Throughline in this process: no server, no port. */
final class PlainJava {
    private PlainJava() {}

    public static void main(String[] args) throws IOException {
        String question = args.length > 0 ? String.join(" ", args) : "What is a throughline?";
        OpenAIClient given = OpenAIOkHttpClient.builder().apiKey("not used").build();
        try (Throughline throughline = Throughline.create(config())) {
            OpenAIClient openai =
                    ThroughlineSdk.of(throughline).agent("plain-java").openai(given);
            print(openai, question, System.out);
        } finally {
            given.close();
        }
    }

    private static ThroughlineConfig config() throws IOException {
        try (InputStream yaml = PlainJava.class.getResourceAsStream("/throughline.yaml")) {
            String text = new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
            return ThroughlineConfig.parse(text, "throughline.yaml", System.getenv(), Path.of(""));
        }
    }

    private static void print(OpenAIClient openai, String question, PrintStream out) {
        ChatCompletionCreateParams asked = ChatCompletionCreateParams.builder()
                .model("assistant")
                .addUserMessage(question)
                .build();
        try (StreamResponse<ChatCompletionChunk> answer =
                openai.chat().completions().createStreaming(asked)) {
            answer.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .forEach(out::print);
        }
        out.println();
    }
}
