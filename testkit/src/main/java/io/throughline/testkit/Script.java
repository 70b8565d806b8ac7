package io.throughline.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link ScriptedProvider} does in one exchange, step by step, from the moment it has read the whole request. Immutable: each method
 * returns a longer script, and one script may serve any number of exchanges.
 *
 * <pre>{@code
 * Script.status(200).header("content-type", "text/event-stream").chunked()
 *         .event("{\"delta\":\"Hel\"}").hold(gate).event("{\"delta\":\"lo\"}").reset()
 * }</pre>
 *
 * <p>A script that ends by itself ends its body as its framing says (last chunk, or close), and the connection serves the next request.
 */
public final class Script {
    private enum Framing {
        NONE,
        CHUNKED,
        UNTIL_CLOSE
    }

    private final String head;
    private final Framing framing;
    private final List<Step> before;
    private final List<Step> body;

    private Script(String head, Framing framing, List<Step> before, List<Step> body) {
        this.head = head;
        this.framing = framing;
        this.before = before;
        this.body = body;
    }

    /** Returns a script that answers {@code status}; without framing it has no body, unless {@code content-length} is set. */
    public static Script status(int status) {
        return new Script("HTTP/1.1 " + status + " Scripted\r\n", Framing.NONE, List.of(), List.of());
    }

    /** Returns a whole answer: 200, {@code application/json}, with its content length. */
    public static Script json(String json) {
        return status(200).header("content-type", "application/json").sized(json);
    }

    /** Returns the head of an event stream: 200, {@code text/event-stream}, chunked. */
    public static Script eventStream() {
        return status(200).header("content-type", "text/event-stream").chunked();
    }

    /** Returns a script that sends no head of its own: what it writes goes out as it is. */
    public static Script raw() {
        return new Script("", Framing.NONE, List.of(), List.of());
    }

    /** Returns a script that reads the request and says nothing, ever. */
    public static Script neverAnswer() {
        return raw().stall();
    }

    /** Adds a header line. */
    public Script header(String name, String value) {
        return new Script(head + name + ": " + value + "\r\n", framing, before, body);
    }

    /** Frames the body as chunks, one a write. */
    public Script chunked() {
        return new Script(head + "transfer-encoding: chunked\r\n", Framing.CHUNKED, before, body);
    }

    /** Promises {@code length} bytes; how many come is up to the steps. */
    public Script contentLength(long length) {
        return header("content-length", Long.toString(length));
    }

    /** Ends the body by closing the connection. */
    public Script untilClose() {
        return new Script(head + "connection: close\r\n", Framing.UNTIL_CLOSE, before, body);
    }

    /** Promises the length of {@code text} and writes it. */
    public Script sized(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return contentLength(bytes.length).write(bytes);
    }

    /** Sends the head only after the gate let this script pass. */
    public Script headAfter(Gate gate) {
        return new Script(head, framing, append(before, new Step.Hold(gate)), body);
    }

    /** Sends the head only after {@code time}. */
    public Script headAfter(Duration time) {
        return new Script(head, framing, append(before, new Step.Pause(time)), body);
    }

    /** Writes {@code bytes} as one frame. */
    public Script write(byte[] bytes) {
        return write(bytes, 1);
    }

    /** Writes {@code text} as one frame of UTF-8. */
    public Script write(String text) {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes {@code bytes} as {@code times} frames, one after another. */
    public Script write(byte[] bytes, int times) {
        return then(new Step.Write(framed(bytes), times));
    }

    /** Writes a server-sent event with this data as one frame. */
    public Script event(String data) {
        return write("data: " + data + "\n\n");
    }

    /** Waits until the test lets this script pass. */
    public Script hold(Gate gate) {
        return then(new Step.Hold(gate));
    }

    /** Waits for {@code time}. */
    public Script pause(Duration time) {
        return then(new Step.Pause(time));
    }

    /** Breaks the connection with a TCP reset. */
    public Script reset() {
        return then(new Step.Reset());
    }

    /** Closes the connection where the body stands, without a last chunk. */
    public Script close() {
        return then(new Step.Close());
    }

    /** Does nothing more, ever. */
    public Script stall() {
        return then(new Step.Stall());
    }

    /** Returns all steps, the head and the body's end included. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>(before);
        if (!head.isEmpty()) {
            steps.add(new Step.Write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1), 1));
        }
        steps.addAll(body);
        switch (framing) {
            case NONE -> {}
            case CHUNKED -> steps.add(new Step.Write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1), 1));
            case UNTIL_CLOSE -> steps.add(new Step.Close());
        }
        return steps;
    }

    private Script then(Step step) {
        return new Script(head, framing, before, append(body, step));
    }

    private byte[] framed(byte[] bytes) {
        if (framing != Framing.CHUNKED) {
            return bytes;
        }
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(bytes.length + 12);
        chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        chunk.writeBytes(bytes);
        chunk.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return chunk.toByteArray();
    }

    private static List<Step> append(List<Step> steps, Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return List.copyOf(longer);
    }

    /** One thing a provider does. */
    sealed interface Step {
        /** Puts bytes on the wire. */
        @SuppressWarnings("ArrayRecordComponent") // compared by no one
        record Write(byte[] bytes, int times) implements Step {
            ByteBuffer buffer() {
                return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
            }
        }

        /** Waits for the test. */
        record Hold(Gate gate) implements Step {}

        /** Waits for the clock. */
        record Pause(Duration time) implements Step {}

        /** Sends a TCP reset. */
        record Reset() implements Step {}

        /** Closes. */
        record Close() implements Step {}

        /** Stops for good. */
        record Stall() implements Step {}
    }
}
