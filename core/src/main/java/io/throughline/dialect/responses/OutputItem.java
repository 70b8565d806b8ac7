package io.throughline.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** An item of the output that is being told. */
abstract sealed class OutputItem permits MessageItem, ReasoningItem, CallItem {
    static final String IN_PROGRESS = "in_progress";
    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";

    private final Frames frames;
    private final String id;
    private final int index;
    private String status = IN_PROGRESS;

    /**
     * Makes an item of which nothing is told.
     *
     * @param frames takes its events
     * @param id its id
     * @param index its place in the output
     */
    OutputItem(Frames frames, String id, int index) {
        this.frames = frames;
        this.id = id;
        this.index = index;
    }

    /** Tells that the item begins. */
    final void begin() {
        frames.tell("response.output_item.added", this::asEvent);
    }

    /** Tells what is left to tell, and the whole item; does nothing where that is done. */
    final void finish(String outcome) {
        if (isOpen()) {
            finishContent();
            status = outcome;
            frames.tell("response.output_item.done", this::asEvent);
        }
    }

    /** Leaves the item as it is, since nothing more will come. */
    final void abandon() {
        if (isOpen()) {
            status = INCOMPLETE;
        }
    }

    final boolean isOpen() {
        return status.equals(IN_PROGRESS);
    }

    /** Returns whether all of its blocks that have come are closed. */
    abstract boolean isComplete();

    /** Tells the whole of the item's content, as far as that is not done. */
    abstract void finishContent();

    /** Writes the fields behind id, type and status, as far as they are known. */
    abstract void writeContent(JsonGenerator json) throws IOException;

    abstract String type();

    /** Writes the item as far as it is known. */
    final void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id);
        json.writeStringField("type", type());
        json.writeStringField("status", status);
        writeContent(json);
        json.writeEndObject();
    }

    /** Tells an event about a part of the item. */
    final void tell(String type, Frames.Fields fields) {
        frames.tell(type, json -> {
            json.writeStringField("item_id", id);
            json.writeNumberField("output_index", index);
            fields.write(json);
        });
    }

    private void asEvent(JsonGenerator json) throws IOException {
        json.writeNumberField("output_index", index);
        json.writeFieldName("item");
        write(json);
    }
}
