package io.throughline.sdk.mounts;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.ObjectMappers;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import io.throughline.Throughline;
import io.throughline.sdk.ThroughlineSdk;
import java.io.IOException;
import java.util.List;

/** The vendors' clients on the handler in this JVM. They read the request into their own classes and write it anew. */
final class VendorMounts implements AutoCloseable {
    private final OpenAIClient givenOpenai = OpenAIOkHttpClient.builder()
            .baseUrl("http://nowhere.invalid/v1")
            .apiKey("not-used")
            .maxRetries(0)
            .build();
    private final AnthropicClient givenAnthropic = AnthropicOkHttpClient.builder()
            .baseUrl("http://nowhere.invalid")
            .apiKey("not-used")
            .maxRetries(0)
            .build();
    private final OpenAIClient openai;
    private final AnthropicClient anthropic;

    VendorMounts(Throughline throughline) {
        ThroughlineSdk sdk = ThroughlineSdk.of(throughline)
                .agent(Calling.AGENT)
                .trace(Calling.TRACE)
                .thread(Calling.THREAD)
                .user(Calling.USER);
        openai = sdk.openai(givenOpenai);
        anthropic = sdk.anthropic(givenAnthropic);
    }

    List<Mount> all(Ledger ledger) {
        return List.of(
                new Mount("openai-java", asked -> !asked.ofAnthropic(), this::openai, ledger),
                new Mount("anthropic-java", Conversation::ofAnthropic, this::anthropic, ledger));
    }

    private void openai(Conversation asked) throws IOException {
        try {
            if (asked.path().equals("/responses")) {
                responses(asked);
            } else {
                chat(asked);
            }
        } catch (OpenAIServiceException refused) {
            read(refused.statusCode(), asked);
        }
    }

    private void chat(Conversation asked) throws IOException {
        ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
                .body(ObjectMappers.jsonMapper().readValue(asked.request(), ChatCompletionCreateParams.Body.class))
                .build();
        var client = openai.chat().completions().withRawResponse();
        try (var answer = asked.streamed() ? client.createStreaming(params) : client.create(params)) {
            answer.body().readAllBytes();
        }
    }

    private void responses(Conversation asked) throws IOException {
        ResponseCreateParams params = ResponseCreateParams.builder()
                .body(ObjectMappers.jsonMapper().readValue(asked.request(), ResponseCreateParams.Body.class))
                .build();
        var client = openai.responses().withRawResponse();
        try (var answer = asked.streamed() ? client.createStreaming(params) : client.create(params)) {
            answer.body().readAllBytes();
        }
    }

    private void anthropic(Conversation asked) throws IOException {
        MessageCreateParams params = MessageCreateParams.builder()
                .body(com.anthropic.core.ObjectMappers.jsonMapper()
                        .readValue(asked.request(), MessageCreateParams.Body.class))
                .build();
        var client = anthropic.messages().withRawResponse();
        try (var answer = asked.streamed() ? client.createStreaming(params) : client.create(params)) {
            answer.body().readAllBytes();
        } catch (AnthropicServiceException refused) {
            read(refused.statusCode(), asked);
        }
    }

    /** The client has read the whole refusal already. */
    private static void read(int status, Conversation asked) {
        if (status != asked.status()) {
            throw new AssertionError(status + ", not " + asked.status());
        }
    }

    @Override
    public void close() {
        givenOpenai.close();
        givenAnthropic.close();
    }
}
