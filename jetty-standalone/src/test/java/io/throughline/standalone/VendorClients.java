package io.throughline.standalone;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.OpenAIException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseOutputItem;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The vendors' own clients, each asked for one answer and read in its own types. */
@SuppressWarnings("deprecation") // fields that the vendor has no name for
final class VendorClients implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VendorClients.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OpenAIClient openai;
    private final AnthropicClient anthropic;

    VendorClients(URI server) {
        openai = OpenAIOkHttpClient.builder()
                .baseUrl(server + "/v1")
                .apiKey("anything")
                .maxRetries(0)
                .build();
        anthropic = AnthropicOkHttpClient.builder()
                .baseUrl(server.toString())
                .apiKey("anything")
                .maxRetries(0)
                .build();
    }

    @Override
    public void close() {
        openai.close();
        anthropic.close();
    }

    ClientAnswer chat(String model, boolean streamed) {
        ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("hi")
                .build();
        try {
            return chat(
                    streamed ? chatStream(params) : openai.chat().completions().create(params));
        } catch (OpenAIException e) {
            LOG.info("openai-java: {}", e.toString());
            return ClientAnswer.failure();
        }
    }

    private ChatCompletion chatStream(ChatCompletionCreateParams params) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        StringBuilder reasoning = new StringBuilder();
        try (var stream = openai.chat()
                .completions()
                .createStreaming(params.toBuilder()
                        .streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            stream.stream().forEach(chunk -> {
                chunk.choices().stream()
                        .filter(choice -> choice.index() == 0)
                        .forEach(choice -> reasoning.append(
                                string(choice.delta()._additionalProperties().get("reasoning_content"))));
                whole.accumulate(chunk);
            });
        }
        ChatCompletion completion = whole.chatCompletion();
        var first = completion.choices().get(0);
        var message = first.message().toBuilder()
                .putAdditionalProperty("reasoning_content", JsonValue.from(reasoning.toString()))
                .build();
        List<ChatCompletion.Choice> choices = new ArrayList<>(completion.choices());
        choices.set(0, first.toBuilder().message(message).build());
        return completion.toBuilder().choices(choices).build();
    }

    private static ClientAnswer chat(ChatCompletion completion) {
        ChatCompletion.Choice choice = completion.choices().get(0);
        List<ClientAnswer.Call> calls = choice.message().toolCalls().orElse(List.of()).stream()
                .map(call -> call.asFunction().function())
                .map(function -> new ClientAnswer.Call(function.name(), json(function.arguments())))
                .toList();
        return new ClientAnswer(
                choice.message().content().orElse(""),
                string(choice.message()._additionalProperties().get("reasoning_content")),
                choice.message().refusal().orElse(""),
                calls,
                choice.finishReason().toString(),
                completion
                        .usage()
                        .map(usage -> new ClientAnswer.Tokens(
                                usage.promptTokens(),
                                usage.promptTokensDetails()
                                        .flatMap(it -> it.cachedTokens())
                                        .orElse(0L),
                                usage.completionTokens())),
                false);
    }

    ClientAnswer responses(String model, boolean streamed) {
        ResponseCreateParams params =
                ResponseCreateParams.builder().model(model).input("hi").build();
        try {
            Response response;
            if (streamed) {
                ResponseAccumulator whole = ResponseAccumulator.create();
                try (var stream = openai.responses().createStreaming(params)) {
                    stream.stream().forEach(whole::accumulate);
                }
                response = whole.response();
            } else {
                response = openai.responses().create(params);
            }
            return responses(response);
        } catch (OpenAIException e) {
            LOG.info("openai-java: {}", e.toString());
            return ClientAnswer.failure();
        }
    }

    private static ClientAnswer responses(Response response) {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        List<ClientAnswer.Call> calls = new ArrayList<>();
        for (ResponseOutputItem item : response.output()) {
            item.reasoning().ifPresent(it -> it.summary().forEach(summary -> reasoning.append(summary.text())));
            item.message()
                    .ifPresent(it -> it.content().forEach(part -> {
                        part.outputText().ifPresent(output -> text.append(output.text()));
                        part.refusal().ifPresent(words -> refusal.append(words.refusal()));
                    }));
            item.functionCall().ifPresent(it -> calls.add(new ClientAnswer.Call(it.name(), json(it.arguments()))));
        }
        String status = response.status().map(Object::toString).orElse("");
        if (status.equals("failed")) {
            return ClientAnswer.failure();
        }
        String reason = response.incompleteDetails()
                .flatMap(it -> it.reason())
                .map(Object::toString)
                .orElse(status);
        String finish = switch (reason) {
            case "completed" -> "stop";
            case "max_output_tokens" -> "length";
            default -> reason;
        };
        return new ClientAnswer(
                text.toString(),
                reasoning.toString(),
                refusal.toString(),
                calls,
                calls.isEmpty() ? finish : "tool_calls",
                response.usage()
                        .map(usage -> new ClientAnswer.Tokens(
                                usage.inputTokens(), usage.inputTokensDetails().cachedTokens(), usage.outputTokens())),
                false);
    }

    ClientAnswer messages(String model, boolean streamed) {
        MessageCreateParams params = MessageCreateParams.builder()
                .model(model)
                .maxTokens(1024)
                .addUserMessage("hi")
                .build();
        try {
            if (!streamed) {
                return messages(anthropic.messages().create(params));
            }
            MessageAccumulator whole = MessageAccumulator.create();
            try (StreamResponse<RawMessageStreamEvent> stream =
                    anthropic.messages().createStreaming(params)) {
                stream.stream().forEach(whole::accumulate);
            }
            return messages(whole.message());
        } catch (AnthropicException e) {
            LOG.info("anthropic-java: {}", e.toString());
            return ClientAnswer.failure();
        }
    }

    private static ClientAnswer messages(Message message) {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        List<ClientAnswer.Call> calls = new ArrayList<>();
        for (ContentBlock block : message.content()) {
            block.text().ifPresent(it -> text.append(it.text()));
            block.thinking().ifPresent(it -> reasoning.append(it.thinking()));
            block.toolUse()
                    .ifPresent(it -> calls.add(new ClientAnswer.Call(
                            it.name(), JSON.valueToTree(it._input().convert(Map.class)))));
        }
        String reason = message.stopReason().map(Object::toString).orElse("");
        String finish = switch (reason) {
            case "end_turn", "stop_sequence" -> "stop";
            case "max_tokens" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> reason;
        };
        long read = message.usage().cacheReadInputTokens().orElse(0L);
        long written = message.usage().cacheCreationInputTokens().orElse(0L);
        return new ClientAnswer(
                text.toString(),
                reasoning.toString(),
                "",
                calls,
                finish,
                Optional.of(new ClientAnswer.Tokens(
                        message.usage().inputTokens() + read + written,
                        read,
                        message.usage().outputTokens())),
                false);
    }

    private static String string(JsonValue value) {
        String text = value == null ? null : value.convert(String.class);
        return text == null ? "" : text;
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }
}
