package io.throughline.mark;

import io.throughline.wire.ByteRange;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Edits a stream of Messages. The event that stops a text block waits for the next one: where the message ends there, or goes on with a tool call or
 * reasoning, a last delta with the signature comes before it; so it does where a server's tool follows the first text. Pings pass by.
 */
final class MessagesStream implements FrameEdits {
    private static final int MOST_OPEN = 256;

    private final Marks marks;
    private final Map<Integer, OpenBlock> blocks = new HashMap<>();
    private @Nullable StoppedText held;
    private boolean signed;

    MessagesStream(Marks marks) {
        this.marks = marks;
    }

    @Override
    public void frame(Frame frame, ByteArrayOutputStream out) throws Malformed {
        MessagesEvent event = MessagesEvent.read(frame);
        Splices splices = new Splices();
        switch (event.type()) {
            case "ping" -> {}
            case "content_block_start" -> start(frame, event, splices, out);
            case "content_block_delta" -> delta(frame, event, splices, out);
            case "content_block_stop" -> {
                stop(frame, event, out);
                return;
            }
            case "message_delta" -> {
                release(!event.reason().equals("refusal"), out);
                if (!event.reason().isEmpty()) {
                    splices.insert(event.end(), marks.extras());
                }
            }
            default -> release(false, out);
        }
        out.writeBytes(splices.apply(frame.bytes()));
    }

    @Override
    public void release(ByteArrayOutputStream out) {
        release(false, out);
    }

    private void release(boolean signs, ByteArrayOutputStream out) {
        StoppedText stopped = held;
        held = null;
        if (stopped == null) {
            return;
        }
        if (signs) {
            signed = true;
            String delta = "{\"type\":\"text_delta\",\"text\":\"" + marks.signature(stopped.text()) + "\"}";
            out.writeBytes(stopped.frame().another("content_block_delta", delta(stopped.index(), delta)));
        }
        out.writeBytes(stopped.frame().bytes());
    }

    private void start(Frame frame, MessagesEvent event, Splices splices, ByteArrayOutputStream out) throws Malformed {
        OpenBlock block = new OpenBlock(marks);
        ByteRange input = null;
        ByteRange place = event.body();
        if (place == null) {
            throw new Malformed();
        }
        JsonCursor json = new JsonCursor(frame.bytes(), place.start(), place.end());
        json.object();
        while (json.field()) {
            if (json.named("type")) {
                block.type = json.string();
            } else if (json.named("text")) {
                block.text.take(json.string());
            } else if (json.named("input") && json.isObject()) {
                input = json.place();
            }
        }
        // server tools come between texts; behind a call of the client's tool or reasoning there may be none
        boolean perhapsLast = block.isCall() || block.type.endsWith("thinking") || !signed;
        release(perhapsLast && !block.type.equals("text"), out);
        if (block.isCall() && input != null && input.end() - input.start() > 2 && block.stamp != null) {
            block.stamp.object(frame.bytes(), input, splices);
        }
        if (blocks.size() < MOST_OPEN) {
            blocks.put(event.index(), block);
        }
    }

    private void delta(Frame frame, MessagesEvent event, Splices splices, ByteArrayOutputStream out) throws Malformed {
        release(false, out);
        OpenBlock block = blocks.get(event.index());
        ByteRange place = event.body();
        if (block == null || place == null) {
            return;
        }
        JsonCursor json = new JsonCursor(frame.bytes(), place.start(), place.end());
        json.object();
        while (json.field()) {
            if (json.named("text") && marks.signs()) {
                block.text.take(json.string());
            } else if (json.named("partial_json") && block.isCall() && block.stamp != null) {
                ByteRange text = json.text();
                if (text != null) {
                    block.stamp.text(frame.bytes(), text, splices);
                }
            }
        }
    }

    private void stop(Frame frame, MessagesEvent event, ByteArrayOutputStream out) {
        release(false, out);
        OpenBlock block = blocks.remove(event.index());
        if (block != null && block.type.equals("text") && marks.signs() && block.text.isSigned()) {
            held = new StoppedText(frame, event.index(), block.text);
            return;
        }
        String missing = block != null && block.isCall() && block.stamp != null ? block.stamp.missing() : "";
        if (!missing.isEmpty()) {
            String delta = "{\"type\":\"input_json_delta\",\"partial_json\":\"" + missing + "\"}";
            out.writeBytes(frame.another("content_block_delta", delta(event.index(), delta)));
        }
        out.writeBytes(frame.bytes());
    }

    private static String delta(int index, String delta) {
        return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}";
    }

    /** The event that stops a text, which waits. */
    private record StoppedText(Frame frame, int index, TextEnd text) {}

    /** A block that has started. */
    private static final class OpenBlock {
        private final TextEnd text = new TextEnd();
        private final @Nullable StampProgress stamp;
        private String type = "";

        OpenBlock(Marks marks) {
            ToolStamp due = marks.stamp();
            stamp = due == null ? null : new StampProgress(due);
        }

        boolean isCall() {
            return type.equals("tool_use");
        }
    }
}
