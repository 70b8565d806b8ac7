package io.throughline.mark;

import io.throughline.wire.ByteRange;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Edits a stream of Responses. The signature comes in a delta of its own before the event that ends its text; that event and those that tell the
 * text again say it, too. Events behind an added one are numbered anew.
 */
final class ResponsesStream implements FrameEdits {
    private static final int MOST_CALLS = 1024;

    private final Marks marks;
    private final Map<Integer, StampProgress> calls = new HashMap<>();
    private int added;

    ResponsesStream(Marks marks) {
        this.marks = marks;
    }

    @Override
    public void frame(Frame frame, ByteArrayOutputStream out) throws Malformed {
        ResponsesEvent event = ResponsesEvent.read(frame);
        Splices splices = new Splices();
        byte[] before = edit(frame, event, splices);
        if (before.length > 0) {
            out.writeBytes(before);
            added++;
        }
        ByteRange number = event.number();
        if (number != null && added > 0) {
            splices.replace(number.start(), number.end(), Long.toString(number(frame, number) + added));
        }
        out.writeBytes(splices.apply(frame.bytes()));
    }

    @Override
    public void release(ByteArrayOutputStream out) {
        // nothing is ever held
    }

    /** Tells what changes in an event, and returns the event that comes before it, if one does. */
    private byte[] edit(Frame frame, ResponsesEvent event, Splices splices) throws Malformed {
        byte[] bytes = frame.bytes();
        ByteRange body = event.body();
        if (body == null) {
            return new byte[0];
        }
        JsonCursor json = new JsonCursor(bytes, body.start(), body.end());
        ResponseOutput output = new ResponseOutput(bytes, json, marks, splices);
        switch (event.type()) {
            case "response.output_text.done" -> {
                return text(frame, event, splices);
            }
            case "response.function_call_arguments.delta" -> {
                ByteRange text = json.text();
                StampProgress call = call(event.output());
                if (call != null && text != null) {
                    call.text(bytes, text, splices);
                }
            }
            case "response.function_call_arguments.done" -> {
                return arguments(frame, event, splices);
            }
            case "response.content_part.done" -> output.part();
            case "response.output_item.done" -> output.item();
            case "response.completed", "response.incomplete", "response.failed" -> output.response();
            default -> {}
        }
        return new byte[0];
    }

    private byte[] text(Frame frame, ResponsesEvent event, Splices splices) throws Malformed {
        ByteRange text = new JsonCursor(
                        frame.bytes(), event.place().start(), event.place().end())
                .text();
        String signature =
                text == null || !marks.signs() ? "" : marks.signature(TextEnd.of(Scalars.string(frame.bytes(), text)));
        if (text == null || signature.isEmpty()) {
            return new byte[0];
        }
        splices.insert(text.end(), signature);
        return another(frame, event, "response.output_text.delta", signature, ",\"logprobs\":[]");
    }

    private byte[] arguments(Frame frame, ResponsesEvent event, Splices splices) throws Malformed {
        StampProgress call = call(event.output());
        ToolStamp stamp = marks.stamp();
        ByteRange text = new JsonCursor(
                        frame.bytes(), event.place().start(), event.place().end())
                .text();
        if (call == null || stamp == null || text == null) {
            return new byte[0];
        }
        calls.remove(event.output());
        StampProgress.whole(stamp, frame.bytes(), text, splices);
        String missing = call.missing();
        boolean none = text.end() == text.start() && !missing.isEmpty();
        return none ? another(frame, event, "response.function_call_arguments.delta", missing, "") : new byte[0];
    }

    private @Nullable StampProgress call(int output) {
        ToolStamp stamp = marks.stamp();
        StampProgress call = calls.get(output);
        if (call == null && stamp != null && calls.size() < MOST_CALLS) {
            call = new StampProgress(stamp);
            calls.put(output, call);
        }
        return call;
    }

    /** Returns a delta of what an event ends. */
    private byte[] another(Frame frame, ResponsesEvent event, String type, String delta, String more) throws Malformed {
        ByteRange number = event.number();
        String numbered = number == null ? "" : ",\"sequence_number\":" + (number(frame, number) + added);
        return frame.another(
                type,
                "{\"type\":\"" + type + "\"" + event.where() + ",\"delta\":\"" + delta + "\"" + more + numbered + "}");
    }

    private static long number(Frame frame, ByteRange place) throws Malformed {
        String digits =
                new String(frame.bytes(), place.start(), place.end() - place.start(), StandardCharsets.US_ASCII);
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new Malformed();
        }
    }
}
