package io.throughline.echo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes answers as {@code response} objects and the numbered events of their streams: one output item open at a time. */
final class ResponsesWriter implements AnswerWriter {
    private final ResponseDocument document;
    private final List<ResponseItem> items = new ArrayList<>();
    private final StringBuilder content = new StringBuilder();
    private @Nullable ResponseItem open;
    private int sequence;
    private int tokens;
    private int reasoningTokens;

    ResponsesWriter(ResponseDocument document) {
        this.document = document;
    }

    @Override
    public byte[] frames(Step step) {
        SseFrames frames = new SseFrames();
        tokens += step.tokens();
        if (step instanceof Step.Start) {
            event(frames, "response.created", json -> response(json, document::begun));
            event(frames, "response.in_progress", json -> response(json, document::begun));
        } else if (step instanceof Step.Reasoning more) {
            reasoningTokens += more.tokens();
            content(frames, ContentPart.SUMMARY, more.text());
        } else if (step instanceof Step.Text more) {
            content(frames, ContentPart.TEXT, more.text());
        } else if (step instanceof Step.CallStart call) {
            close(frames, "completed");
            open(frames, new ResponseItem.FunctionCall(id("fc_"), call.id(), call.name(), ""));
        } else if (step instanceof Step.CallArguments more) {
            delta(frames, "response.function_call_arguments.delta", more.text(), json -> {});
        } else if (step instanceof Step.Finish finish) {
            end(frames, finish.reason());
        } else if (step instanceof Step.Fail failure) {
            fail(frames, failure.error());
        } else {
            throw new IllegalArgumentException("no event for " + step);
        }
        return frames.bytes();
    }

    @Override
    public byte[] whole(EchoAnswer answer) {
        if (!answer.reasoning().isEmpty()) {
            items.add(new ResponseItem.Reasoning(id("rs_"), answer.reasoning()));
        }
        if (!answer.text().isEmpty()) {
            items.add(new ResponseItem.Message(id("msg_"), answer.text()));
        }
        for (EchoAnswer.Call call : answer.calls()) {
            items.add(new ResponseItem.FunctionCall(id("fc_"), call.id(), call.name(), call.arguments()));
        }
        tokens = answer.outputTokens();
        reasoningTokens = answer.reasoningTokens();
        return Json.bytes(json -> ended(json, answer.reason()));
    }

    private void content(SseFrames frames, ContentPart part, String text) {
        if (open == null || part != open.part()) {
            close(frames, "completed");
            open(frames, part.item(id(part.idPrefix()), ""));
            event(frames, part.added(), json -> part(json, part, ""));
        }
        delta(frames, part.delta(), text, json -> {
            json.writeNumberField(part.index(), 0);
            part.beside(json);
        });
    }

    private void open(SseFrames frames, ResponseItem item) {
        open = item;
        content.setLength(0);
        event(frames, "response.output_item.added", json -> item(json, item, "in_progress"));
    }

    private void delta(SseFrames frames, String type, String text, Json.Writing place) {
        content.append(text);
        event(frames, type, json -> {
            json.writeStringField("item_id", openId());
            json.writeNumberField("output_index", items.size());
            place.to(json);
            json.writeStringField("delta", text);
        });
    }

    private void close(SseFrames frames, String status) {
        if (open == null) {
            return;
        }
        ResponseItem done = open.with(content.toString());
        ContentPart part = done.part();
        if (part == null) {
            event(frames, "response.function_call_arguments.done", json -> {
                json.writeStringField("item_id", done.id());
                json.writeNumberField("output_index", items.size());
                json.writeStringField("arguments", content.toString());
            });
        } else {
            event(frames, part.textDone(), json -> {
                place(json, part.index());
                json.writeStringField("text", content.toString());
                part.beside(json);
            });
            event(frames, part.partDone(), json -> part(json, part, content.toString()));
        }
        event(frames, "response.output_item.done", json -> item(json, done, status));
        items.add(done);
        open = null;
    }

    private void end(SseFrames frames, Step.Reason reason) {
        String status = ResponseDocument.status(reason);
        close(frames, status);
        event(frames, "response." + status, json -> response(json, body -> ended(body, reason)));
    }

    private void ended(JsonGenerator json, Step.Reason reason) throws IOException {
        document.ended(json, reason, output -> items(output, reason), tokens, reasoningTokens);
    }

    /** Writes the items; of an answer that was too long, the last one is incomplete. */
    private void items(JsonGenerator json, Step.Reason reason) throws IOException {
        for (int i = 0; i < items.size(); i++) {
            boolean last = i == items.size() - 1;
            items.get(i).write(json, last ? ResponseDocument.status(reason) : "completed");
        }
    }

    private void fail(SseFrames frames, EchoError error) {
        event(frames, "error", json -> {
            json.writeFieldName("error");
            error.openAi(json);
        });
        event(frames, "response.failed", json -> response(json, body -> document.failed(body, error)));
    }

    private void event(SseFrames frames, String type, Json.Writing fields) {
        int number = sequence++;
        frames.event(type, json -> {
            json.writeStartObject();
            json.writeStringField("type", type);
            json.writeNumberField("sequence_number", number);
            fields.to(json);
            json.writeEndObject();
        });
    }

    private static void response(JsonGenerator json, Json.Writing body) throws IOException {
        json.writeFieldName("response");
        body.to(json);
    }

    private void item(JsonGenerator json, ResponseItem item, String status) throws IOException {
        json.writeNumberField("output_index", items.size());
        json.writeFieldName("item");
        item.write(json, status);
    }

    private void part(JsonGenerator json, ContentPart part, String text) throws IOException {
        place(json, part.index());
        json.writeFieldName("part");
        part.write(json, text);
    }

    private void place(JsonGenerator json, String index) throws IOException {
        json.writeStringField("item_id", openId());
        json.writeNumberField("output_index", items.size());
        json.writeNumberField(index, 0);
    }

    private String openId() {
        return open == null ? "" : open.id();
    }

    private String id(String prefix) {
        return document.itemId(prefix, items.size());
    }
}
