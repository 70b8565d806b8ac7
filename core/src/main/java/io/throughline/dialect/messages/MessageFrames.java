package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The events of a streamed message, with their framing; blocks are numbered as they open. */
final class MessageFrames {
    private final Consumer<byte[]> out;
    private int index = -1;

    MessageFrames(Consumer<byte[]> out) {
        this.out = out;
    }

    /** Opens a block. */
    void start(ObjectNode block) {
        index++;
        ObjectNode event = indexed("content_block_start");
        event.set("content_block", block);
        event(event);
    }

    /** Adds to the open block. */
    void delta(String type, String field, String text) {
        ObjectNode event = indexed("content_block_delta");
        event.putObject("delta").put("type", type).put(field, text);
        event(event);
    }

    /** Adds a citation to the open block. */
    void citation(JsonNode citation) {
        ObjectNode event = indexed("content_block_delta");
        event.putObject("delta").put("type", "citations_delta").set("citation", citation);
        event(event);
    }

    /** Closes the open block. */
    void stop() {
        event(indexed("content_block_stop"));
    }

    /** Writes an event, named by its type. */
    void event(ObjectNode event) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(256);
        frame.writeBytes(("event: " + event.path("type").asText() + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
        frame.writeBytes(JsonBytes.escaped(event));
        frame.write('\n');
        frame.write('\n');
        out.accept(frame.toByteArray());
    }

    /** Returns whether a block was opened. */
    boolean hasBlocks() {
        return index >= 0;
    }

    static ObjectNode typed(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private ObjectNode indexed(String type) {
        return typed(type).put("index", index);
    }
}
