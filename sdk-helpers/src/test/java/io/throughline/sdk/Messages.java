package io.throughline.sdk;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;

/** What Anthropic's client asks and is answered. */
final class Messages {
    static final String MESSAGE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-6","content":[{"type":"text","text":"Hello"}],\
            "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}""";

    private Messages() {}

    static AnthropicClient client(String baseUrl, String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(baseUrl)
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    static MessageCreateParams ask(String model, String text) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(100)
                .addUserMessage(text)
                .build();
    }

    static String text(Message message) {
        return message.content().get(0).asText().text();
    }

    static Script message(ReceivedRequest request) {
        return Script.json(MESSAGE);
    }
}
