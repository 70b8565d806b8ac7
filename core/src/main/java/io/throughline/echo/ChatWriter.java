package io.throughline.echo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes answers as {@code chat.completion} objects and {@code chat.completion.chunk} events. */
final class ChatWriter implements AnswerWriter {
    private final String id = Ids.mixed("chatcmpl-", 29);
    private final String model;
    private final Instant created;
    private final int promptTokens;
    private final boolean usageAsked;
    private int calls;
    private int tokens;
    private int reasoningTokens;

    ChatWriter(String model, Instant created, int promptTokens, boolean usageAsked) {
        this.model = model;
        this.created = created;
        this.promptTokens = promptTokens;
        this.usageAsked = usageAsked;
    }

    @Override
    public byte[] frames(Step step) {
        tokens += step.tokens();
        if (step instanceof Step.Start) {
            return chunk(null, json -> {
                json.writeStringField("role", "assistant");
                json.writeStringField("content", "");
                json.writeNullField("refusal");
            });
        } else if (step instanceof Step.Reasoning more) {
            reasoningTokens += more.tokens();
            return chunk(null, json -> json.writeStringField("reasoning_content", more.text()));
        } else if (step instanceof Step.Text more) {
            return chunk(null, json -> json.writeStringField("content", more.text()));
        } else if (step instanceof Step.CallStart call) {
            int index = calls++;
            return chunk(null, json -> {
                json.writeArrayFieldStart("tool_calls");
                json.writeStartObject();
                json.writeNumberField("index", index);
                call(json, call.id(), call.name(), "");
                json.writeEndObject();
                json.writeEndArray();
            });
        } else if (step instanceof Step.CallArguments more) {
            return chunk(null, json -> moreArguments(json, more.text()));
        } else if (step instanceof Step.Fail failure) {
            return new SseFrames().data(json -> error(json, failure.error())).bytes();
        } else if (step instanceof Step.Finish finish) {
            return end(finish.reason());
        }
        throw new IllegalArgumentException("no event for " + step);
    }

    @Override
    public byte[] whole(EchoAnswer answer) {
        return Json.bytes(json -> {
            json.writeStartObject();
            head(json, "chat.completion");
            json.writeArrayFieldStart("choices");
            json.writeStartObject();
            json.writeNumberField("index", 0);
            json.writeObjectFieldStart("message");
            message(json, answer);
            json.writeEndObject();
            json.writeNullField("logprobs");
            json.writeStringField("finish_reason", name(answer.reason()));
            json.writeEndObject();
            json.writeEndArray();
            usage(json, answer.outputTokens(), answer.reasoningTokens());
            json.writeEndObject();
        });
    }

    private byte[] end(Step.Reason reason) {
        SseFrames frames = new SseFrames().data(json -> chunk(json, reason, delta -> {}));
        if (usageAsked) {
            frames.data(json -> {
                json.writeStartObject();
                head(json, "chat.completion.chunk");
                json.writeArrayFieldStart("choices");
                json.writeEndArray();
                usage(json, tokens, reasoningTokens);
                json.writeEndObject();
            });
        }
        return frames.done().bytes();
    }

    private byte[] chunk(Step.@Nullable Reason reason, Json.Writing delta) {
        return new SseFrames().data(json -> chunk(json, reason, delta)).bytes();
    }

    private void chunk(JsonGenerator json, Step.@Nullable Reason reason, Json.Writing delta) throws IOException {
        json.writeStartObject();
        head(json, "chat.completion.chunk");
        json.writeArrayFieldStart("choices");
        json.writeStartObject();
        json.writeNumberField("index", 0);
        json.writeObjectFieldStart("delta");
        delta.to(json);
        json.writeEndObject();
        json.writeNullField("logprobs");
        json.writeStringField("finish_reason", reason == null ? null : name(reason));
        json.writeEndObject();
        json.writeEndArray();
        if (usageAsked) {
            json.writeNullField("usage");
        }
        json.writeEndObject();
    }

    private void head(JsonGenerator json, String object) throws IOException {
        json.writeStringField("id", id);
        json.writeStringField("object", object);
        json.writeNumberField("created", created.getEpochSecond());
        json.writeStringField("model", model);
        json.writeStringField("service_tier", "default");
        json.writeStringField("system_fingerprint", "fp_echo");
    }

    private static void message(JsonGenerator json, EchoAnswer answer) throws IOException {
        json.writeStringField("role", "assistant");
        json.writeStringField(
                "content", answer.text().isEmpty() && !answer.calls().isEmpty() ? null : answer.text());
        if (!answer.reasoning().isEmpty()) {
            json.writeStringField("reasoning_content", answer.reasoning());
        }
        json.writeNullField("refusal");
        json.writeArrayFieldStart("annotations");
        json.writeEndArray();
        if (!answer.calls().isEmpty()) {
            json.writeArrayFieldStart("tool_calls");
            for (EchoAnswer.Call call : answer.calls()) {
                json.writeStartObject();
                call(json, call.id(), call.name(), call.arguments());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private static void call(JsonGenerator json, String id, String name, String arguments) throws IOException {
        json.writeStringField("id", id);
        json.writeStringField("type", "function");
        json.writeObjectFieldStart("function");
        json.writeStringField("name", name);
        json.writeStringField("arguments", arguments);
        json.writeEndObject();
    }

    private void moreArguments(JsonGenerator json, String text) throws IOException {
        json.writeArrayFieldStart("tool_calls");
        json.writeStartObject();
        json.writeNumberField("index", calls - 1);
        json.writeObjectFieldStart("function");
        json.writeStringField("arguments", text);
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndArray();
    }

    private static void error(JsonGenerator json, EchoError error) throws IOException {
        json.writeStartObject();
        json.writeFieldName("error");
        error.openAi(json);
        json.writeEndObject();
    }

    private void usage(JsonGenerator json, int output, int reasoning) throws IOException {
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", promptTokens);
        json.writeNumberField("completion_tokens", output);
        json.writeNumberField("total_tokens", promptTokens + output);
        json.writeObjectFieldStart("prompt_tokens_details");
        json.writeNumberField("cached_tokens", 0);
        json.writeNumberField("audio_tokens", 0);
        json.writeEndObject();
        json.writeObjectFieldStart("completion_tokens_details");
        json.writeNumberField("reasoning_tokens", reasoning);
        json.writeNumberField("audio_tokens", 0);
        json.writeNumberField("accepted_prediction_tokens", 0);
        json.writeNumberField("rejected_prediction_tokens", 0);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static String name(Step.Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
