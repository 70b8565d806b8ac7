package io.throughline.mark;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Edits a stream of Chat Completions. The signature comes in a delta of its own before the chunk that ends its choice. Where extras are due, that
 * chunk waits for the chunk of usage or the stream's end: one of the two carries them. To a client that did not ask for usage no chunk without
 * choices is passed on: many read the first choice of each.
 */
final class ChatStream implements FrameEdits {
    private final Marks marks;
    private final ChatChoices choices;
    private @Nullable Held held;
    private int heldExtrasAt;

    ChatStream(Marks marks) {
        this.marks = marks;
        choices = new ChatChoices(marks);
    }

    @Override
    public void frame(Frame frame, ByteArrayOutputStream out) throws Malformed {
        if (frame.isDone()) {
            release(out);
            out.writeBytes(frame.bytes());
            return;
        }
        Splices splices = new Splices();
        ChatChunk chunk = ChatChunk.read(frame, choices, splices);
        if (chunk.failed()) {
            releaseBare(out);
            marks.dropExtras();
            out.writeBytes(frame.bytes());
        } else if (chunk.isUsage()) {
            usage(frame, chunk, out);
        } else if (!chunk.isEmpty() || !marks.takesUsageOut()) {
            chunk(frame, chunk, splices, out);
        }
    }

    @Override
    public void release(ByteArrayOutputStream out) {
        Held waiting = held;
        held = null;
        if (waiting != null) {
            waiting.write(heldExtrasAt, marks.extras(), out);
        }
    }

    private void usage(Frame frame, ChatChunk chunk, ByteArrayOutputStream out) {
        if (marks.takesUsageOut()) {
            release(out);
            return;
        }
        releaseBare(out);
        Splices extras = new Splices();
        extras.insert(chunk.end(), marks.extras());
        out.writeBytes(extras.apply(frame.bytes()));
    }

    private void chunk(Frame frame, ChatChunk chunk, Splices splices, ByteArrayOutputStream out) throws Malformed {
        String before = choices.deltasBefore();
        byte[] added = before.isEmpty() ? new byte[0] : frame.another("", ChatChunk.like(frame, before));
        byte[] edited = splices.apply(frame.bytes());
        boolean ends = chunk.ends() && marks.extrasDue();
        if (held != null && (ends || chunk.says() || !held.add(edited))) {
            releaseBare(out);
        } else if (held != null) {
            return;
        }
        out.writeBytes(added);
        if (ends) {
            heldExtrasAt = chunk.end() + edited.length - frame.bytes().length;
            held = new Held(edited);
        } else {
            out.writeBytes(edited);
        }
    }

    /** Writes what is held without extras: they are still to come. */
    private void releaseBare(ByteArrayOutputStream out) {
        Held waiting = held;
        held = null;
        if (waiting != null) {
            waiting.write(0, "", out);
        }
    }
}
