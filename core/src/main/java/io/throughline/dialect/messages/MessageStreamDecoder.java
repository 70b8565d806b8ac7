package io.throughline.dialect.messages;

import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.StreamEvent;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the events of a streamed message.
 *
 * <p>A second {@code message_start}, which some proxies send, changes nothing where it has the same id; with another id it makes void what came before.
 * What follows {@code message_stop} is passed over.
 */
final class MessageStreamDecoder implements EventDecoder {
    private final StreamEvent.Sink sink;
    private final MessageEvents events;
    private @Nullable String id;
    private boolean begun;
    private boolean ended;

    MessageStreamDecoder(StreamEvent.Sink sink) {
        this.sink = sink;
        this.events = new MessageEvents(sink);
    }

    @Override
    public void decode(@Nullable String event, byte[] data) throws IOException {
        if (ended) {
            return;
        }
        String type = null;
        int index = 0;
        MessageDelta delta = null;
        ByteRange block = null;
        ByteRange message = null;
        ByteRange usage = null;
        try (JsonReader in = JsonReader.over(data)) {
            if (!in.object()) {
                throw new IOException("no object");
            }
            String field;
            while ((field = in.field()) != null) {
                switch (field) {
                    case "type" -> type = in.text();
                    case "index" -> index = (int) in.integer(0);
                    case "delta" -> delta = MessageDelta.read(in);
                    case "content_block" -> block = in.place();
                    case "message" -> message = in.isObject() ? in.place() : null;
                    case "usage" -> usage = in.place();
                    default -> {}
                }
            }
        }
        String kind = type == null ? String.valueOf(event) : type;
        switch (kind) {
            case "content_block_delta" -> {
                if (delta != null) {
                    events.add(index, delta);
                }
            }
            case "content_block_start" -> {
                if (block != null) {
                    events.open(index, data, block);
                }
            }
            case "content_block_stop" -> events.close(index);
            case "message_start" -> {
                if (message != null) {
                    start(data, message);
                }
            }
            case "message_delta" -> {
                events.use(data, usage);
                if (delta != null) {
                    events.finish(delta.stopReason, delta.explanation);
                }
            }
            case "message_stop" -> {
                ended = true;
                sink.accept(new StreamEvent.Ended());
            }
            case "error" -> {
                sink.accept(new StreamEvent.Failed(ErrorReader.read(0, data)));
                sink.accept(new StreamEvent.Ended());
            }
            default -> {}
        }
    }

    private void start(byte[] data, ByteRange message) throws IOException {
        MessageHead head;
        try (JsonReader in = JsonReader.over(data, message)) {
            head = MessageHead.read(in);
        }
        if (!begun) {
            begun = true;
            id = head.id;
            events.start(head, data);
        } else if (head.id != null && !head.id.equals(id)) {
            id = head.id;
            events.restart(head, data);
        }
    }
}
