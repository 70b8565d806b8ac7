package io.throughline.dialect.responses;

import io.throughline.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Numbers events and frames them as server-sent ones. */
final class NumberedFrames implements Frames {
    private final Consumer<byte[]> out;
    private long next;

    NumberedFrames(Consumer<byte[]> out) {
        this.out = out;
    }

    @Override
    public void tell(String type, Fields fields) {
        long number = next++;
        byte[] data = JsonText.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("type", type);
            json.writeNumberField("sequence_number", number);
            fields.write(json);
            json.writeEndObject();
        });
        byte[] before = ("event: " + type + "\ndata: ").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[before.length + data.length + 2];
        System.arraycopy(before, 0, frame, 0, before.length);
        System.arraycopy(data, 0, frame, before.length, data.length);
        frame[frame.length - 2] = '\n';
        frame[frame.length - 1] = '\n';
        out.accept(frame);
    }
}
