package io.throughline.dialect.responses;

import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the events of a streamed response.
 *
 * <p>Items are known by their place in the output, as some providers change all ids on every event. What the items' own events told is not
 * told again by the response object at the end, whose output some providers leave empty.
 */
final class ResponseStreamDecoder implements EventDecoder {
    private static final String PREFIX = "response.";

    private final StreamEvent.Sink sink;
    private final ResponseOutput output;
    private final ResponseOutcome outcome;

    ResponseStreamDecoder(StreamEvent.Sink sink) {
        this.sink = sink;
        this.output = new ResponseOutput(sink);
        this.outcome = new ResponseOutcome(sink);
    }

    @Override
    public void decode(@Nullable String event, byte[] data) throws IOException {
        ResponseEvent told = ResponseEvent.read(event, data);
        switch (told.type) {
            case "response.output_text.delta" -> addText(told, data);
            case "response.refusal.delta" ->
                output.blocks().addText(told.outputIndex, told.contentIndex, new Kind.Refusal(), told.delta);
            case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" ->
                output.blocks().addArguments(told.outputIndex, told.delta);
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta", "response.reasoning.delta" ->
                output.blocks().addReasoning(told.outputIndex, told.delta);
            case "response.output_text.done" ->
                output.blocks().completeText(told.outputIndex, told.contentIndex, new Kind.Text(), told.text);
            case "response.refusal.done" ->
                output.blocks().completeText(told.outputIndex, told.contentIndex, new Kind.Refusal(), told.text);
            case "response.function_call_arguments.done", "response.custom_tool_call_input.done" ->
                output.blocks().completeArguments(told.outputIndex, told.text);
            case "response.output_item.added" -> output.begin(told.outputIndex, data, told.item);
            case "response.output_item.done" -> output.complete(told.outputIndex, data, told.item);
            case "response.output_text.annotation.added" ->
                output.blocks().annotate(told.outputIndex, told.contentIndex, data, told.annotation);
            case "error" -> {
                sink.accept(new StreamEvent.Failed(ErrorReader.read(0, data)));
                sink.accept(new StreamEvent.Ended());
            }
            default -> takeResponse(told, data);
        }
    }

    private void addText(ResponseEvent told, byte[] data) throws IOException {
        ResponseBlocks blocks = output.blocks();
        blocks.addText(told.outputIndex, told.contentIndex, new Kind.Text(), told.delta);
        if (told.logprobs != null && told.delta != null) {
            OpenItem.Part part = blocks.part(blocks.item(told.outputIndex), told.contentIndex, new Kind.Text());
            blocks.addLogprobs(part, data, told.logprobs);
        }
    }

    private void takeResponse(ResponseEvent told, byte[] data) throws IOException {
        ByteRange place = told.response;
        if (place == null) {
            return;
        }
        ResponseHead head;
        try (JsonReader in = JsonReader.over(data, place)) {
            head = ResponseHead.read(in);
        }
        outcome.start(head);
        switch (told.type) {
            case "response.completed", "response.incomplete", "response.failed", "response.cancelled" -> {
                if (!output.blocks().hasItems()) {
                    output.takeAll(data, head.output);
                }
                outcome.end(head, data, told.type.substring(PREFIX.length()));
                sink.accept(new StreamEvent.Ended());
            }
            default -> {}
        }
    }
}
