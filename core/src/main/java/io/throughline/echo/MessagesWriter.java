package io.throughline.echo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Writes answers as {@code message} objects and the events of Anthropic's streams: one block open at a time. */
final class MessagesWriter implements AnswerWriter {
    private final String id = Ids.mixed("msg_01", 22);
    private final String model;
    private final int promptTokens;
    private @Nullable Block open;
    private int index = -1;
    private int tokens;
    private int reasoningTokens;

    MessagesWriter(String model, int promptTokens) {
        this.model = model;
        this.promptTokens = promptTokens;
    }

    private enum Block {
        THINKING,
        TEXT,
        TOOL_USE
    }

    @Override
    public byte[] frames(Step step) {
        SseFrames frames = new SseFrames();
        tokens += step.tokens();
        if (step instanceof Step.Start) {
            event(frames, "message_start", this::start);
            event(frames, "ping", json -> {});
        } else if (step instanceof Step.Reasoning more) {
            reasoningTokens += more.tokens();
            open(frames, Block.THINKING, json -> MessageJson.thinking(json, "", ""));
            delta(frames, "thinking_delta", "thinking", more.text());
        } else if (step instanceof Step.Text more) {
            open(frames, Block.TEXT, json -> MessageJson.text(json, ""));
            delta(frames, "text_delta", "text", more.text());
        } else if (step instanceof Step.CallStart call) {
            close(frames);
            open(frames, Block.TOOL_USE, json -> MessageJson.toolUse(json, call.id(), call.name(), "{}"));
            delta(frames, "input_json_delta", "partial_json", "");
        } else if (step instanceof Step.CallArguments more) {
            delta(frames, "input_json_delta", "partial_json", more.text());
        } else if (step instanceof Step.Finish finish) {
            close(frames);
            event(frames, "message_delta", json -> end(json, finish.reason()));
            event(frames, "message_stop", json -> {});
        } else if (step instanceof Step.Fail failure) {
            event(frames, "error", json -> {
                json.writeFieldName("error");
                failure.error().anthropic(json);
            });
        } else {
            throw new IllegalArgumentException("no event for " + step);
        }
        return frames.bytes();
    }

    @Override
    public byte[] whole(EchoAnswer answer) {
        return Json.bytes(json -> {
            json.writeStartObject();
            head(json);
            json.writeArrayFieldStart("content");
            if (!answer.reasoning().isEmpty()) {
                MessageJson.thinking(json, answer.reasoning(), signature());
            }
            if (!answer.text().isEmpty()) {
                MessageJson.text(json, answer.text());
            }
            for (EchoAnswer.Call call : answer.calls()) {
                MessageJson.toolUse(json, call.id(), call.name(), call.arguments());
            }
            json.writeEndArray();
            MessageJson.stop(json, answer.reason());
            json.writeObjectFieldStart("usage");
            inputUsage(json);
            json.writeStringField("service_tier", "standard");
            MessageJson.outputUsage(json, answer.outputTokens(), answer.reasoningTokens());
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private void open(SseFrames frames, Block block, Json.Writing start) {
        if (open == block) {
            return;
        }
        close(frames);
        open = block;
        index++;
        event(frames, "content_block_start", json -> {
            json.writeNumberField("index", index);
            json.writeFieldName("content_block");
            start.to(json);
        });
    }

    private void close(SseFrames frames) {
        if (open == null) {
            return;
        }
        if (open == Block.THINKING) {
            delta(frames, "signature_delta", "signature", signature());
        }
        open = null;
        event(frames, "content_block_stop", json -> json.writeNumberField("index", index));
    }

    private void delta(SseFrames frames, String type, String field, String text) {
        event(frames, "content_block_delta", json -> {
            json.writeNumberField("index", index);
            json.writeObjectFieldStart("delta");
            json.writeStringField("type", type);
            json.writeStringField(field, text);
            json.writeEndObject();
        });
    }

    private static void event(SseFrames frames, String type, Json.Writing fields) {
        frames.event(type, json -> {
            json.writeStartObject();
            json.writeStringField("type", type);
            fields.to(json);
            json.writeEndObject();
        });
    }

    private void start(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("message");
        head(json);
        json.writeArrayFieldStart("content");
        json.writeEndArray();
        json.writeNullField("stop_reason");
        json.writeNullField("stop_sequence");
        json.writeNullField("stop_details");
        json.writeObjectFieldStart("usage");
        inputUsage(json);
        json.writeStringField("service_tier", "standard");
        json.writeNumberField("output_tokens", 1);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void end(JsonGenerator json, Step.Reason reason) throws IOException {
        json.writeObjectFieldStart("delta");
        MessageJson.stop(json, reason);
        json.writeEndObject();
        json.writeObjectFieldStart("usage");
        inputUsage(json);
        MessageJson.outputUsage(json, tokens, reasoningTokens);
        json.writeEndObject();
    }

    private void head(JsonGenerator json) throws IOException {
        json.writeStringField("id", id);
        json.writeStringField("type", "message");
        json.writeStringField("role", "assistant");
        json.writeStringField("model", model);
    }

    private void inputUsage(JsonGenerator json) throws IOException {
        json.writeNumberField("input_tokens", promptTokens);
        json.writeNumberField("cache_creation_input_tokens", 0);
        json.writeNumberField("cache_read_input_tokens", 0);
    }

    private String signature() {
        return Base64.getEncoder().encodeToString(("echo:" + id).getBytes(StandardCharsets.UTF_8));
    }
}
