package io.throughline.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** A part of a message. */
abstract sealed class MessagePart implements BlockContent permits TextPart, RefusalPart {
    private final MessageItem item;
    private final int index;
    private final StringBuilder text = new StringBuilder();
    private boolean closed;
    private boolean finished;

    MessagePart(MessageItem item, int index) {
        this.item = item;
        this.index = index;
    }

    final void begin() {
        tell("response.content_part.added", this::writePart);
    }

    @Override
    public final void add(String more) {
        text.append(more);
        tellDelta(more);
    }

    @Override
    public final void close() {
        closed = true;
    }

    final boolean isClosed() {
        return closed;
    }

    final boolean isFinished() {
        return finished;
    }

    /** Tells the whole part; does nothing where that is done. */
    final void finish() {
        if (!finished) {
            finished = true;
            tellDone();
            tell("response.content_part.done", this::writePart);
        }
    }

    final String text() {
        return text.toString();
    }

    final int length() {
        return text.codePointCount(0, text.length());
    }

    final void tell(String type, Frames.Fields fields) {
        item.tell(type, json -> {
            json.writeNumberField("content_index", index);
            fields.write(json);
        });
    }

    abstract void tellDelta(String more);

    abstract void tellDone();

    /** Writes the part as far as it is known. */
    abstract void write(JsonGenerator json) throws IOException;

    private void writePart(JsonGenerator json) throws IOException {
        json.writeFieldName("part");
        write(json);
    }
}
