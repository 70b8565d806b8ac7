package io.throughline.wire;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a frame of AWS's event stream. Only strings are kept; fields of other types are passed over.
 *
 * @param strings the strings by name
 */
record FrameHeaders(Map<String, String> strings) {
    private static final int BYTES = 6;
    private static final int STRING = 7;

    static FrameHeaders read(ByteBuffer in) throws IOException {
        Map<String, String> strings = new HashMap<>();
        try {
            while (in.hasRemaining()) {
                String name = text(in, Byte.toUnsignedInt(in.get()));
                int type = in.get();
                if (type == STRING) {
                    strings.put(name, text(in, Short.toUnsignedInt(in.getShort())));
                } else {
                    skip(in, type);
                }
            }
        } catch (BufferUnderflowException cut) {
            throw new IOException("a frame's header is cut off", cut);
        }
        return new FrameHeaders(strings);
    }

    /** Returns the event's name, null where it has none. */
    @Nullable
    String name() {
        return switch (type()) {
            case "exception" -> EventStreamReader.EXCEPTION + strings.getOrDefault(":exception-type", "");
            case "error" -> EventStreamReader.ERROR + strings.getOrDefault(":error-code", "");
            default -> strings.get(":event-type");
        };
    }

    /** Returns whether the frame is an error of the transport, which has no payload. */
    boolean isError() {
        return type().equals("error");
    }

    byte[] errorBody() {
        return JsonText.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("message", strings.getOrDefault(":error-message", ""));
            out.writeEndObject();
        });
    }

    private String type() {
        return strings.getOrDefault(":message-type", "event");
    }

    private static void skip(ByteBuffer in, int type) throws IOException {
        int length = switch (type) {
            case 0, 1 -> 0; // true, false
            case 2 -> 1;
            case 3 -> 2;
            case 4 -> 4;
            case 5, 8 -> 8; // a long, a time
            case BYTES -> Short.toUnsignedInt(in.getShort());
            case 9 -> 16; // a UUID
            default -> throw new IOException("a frame's header has an unknown type");
        };
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + length);
    }

    private static String text(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
