package io.throughline.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** Writes frames of AWS's binary event stream, the reverse of {@link EventStreamReader}. */
public final class EventStreamFrame {
    private static final int STRING = 7;

    private EventStreamFrame() {}

    /** Returns the frame of an event with JSON data. */
    public static byte[] event(String type, byte[] json) {
        return of(headers("event", ":event-type", type), json);
    }

    /** Returns the frame of an exception with JSON data. */
    public static byte[] exception(String type, byte[] json) {
        return of(headers("exception", ":exception-type", type), json);
    }

    /** Returns a frame with string headers. */
    public static byte[] of(Map<String, String> headers, byte[] payload) {
        byte[] fields = fields(headers);
        int total = EventStreamReader.PRELUDE + fields.length + payload.length + EventStreamReader.CHECKSUM;
        byte[] bytes = new byte[total];
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        frame.putInt(total).putInt(fields.length);
        frame.putInt(checksum(bytes, frame.position())).put(fields).put(payload);
        frame.putInt(checksum(bytes, frame.position()));
        return bytes;
    }

    private static Map<String, String> headers(String messageType, String nameOfType, String type) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(nameOfType, type);
        headers.put(":content-type", "application/json");
        headers.put(":message-type", messageType);
        return headers;
    }

    private static byte[] fields(Map<String, String> headers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        headers.forEach((name, value) -> {
            byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
            byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
            out.write(nameBytes.length);
            out.writeBytes(nameBytes);
            out.write(STRING);
            out.write(valueBytes.length >>> 8);
            out.write(valueBytes.length);
            out.writeBytes(valueBytes);
        });
        return out.toByteArray();
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }
}
