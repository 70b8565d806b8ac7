package io.throughline.echo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Collects server-sent events (WHATWG HTML, section 9.2) that go out together. */
final class SseFrames {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

    /** Adds an event that has a name. */
    SseFrames event(String name, Json.Writing data) {
        ascii("event: " + name + "\n");
        return data(data);
    }

    /** Adds an event without a name. */
    SseFrames data(Json.Writing data) {
        ascii("data: ");
        Json.write(bytes, data);
        ascii("\n\n");
        return this;
    }

    /** Adds the mark that ends OpenAI's chat streams. */
    SseFrames done() {
        ascii("data: [DONE]\n\n");
        return this;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    private void ascii(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
