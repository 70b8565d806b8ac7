package io.throughline.translate;

import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes one answer of the parts in which several providers give it: the head of the first, blocks numbered on, a text that broke in the middle put together. What
 * tells that a part broke is held back, as another may go on. Used by one thread at a time.
 */
final class SaidSoFar implements StreamEvent.Sink {
    /** Longer texts are not sent again. */
    private static final int MOST = 1 << 20;

    private final StreamEvent.Sink sink;
    private final StringBuilder text = new StringBuilder();
    private final TreeSet<Integer> open = new TreeSet<>();
    private final TreeSet<Integer> reasoning = new TreeSet<>();
    /** Of the part that is read: its numbers of blocks, and ours; what has none is left out. */
    private final Map<Integer, Integer> numbers = new HashMap<>();

    private @Nullable StreamEvent held;
    private String blanks = "";
    private int blocks;
    private int parts = 1;
    private boolean plain = true;
    private boolean finished;

    SaidSoFar(StreamEvent.Sink sink) {
        this.sink = sink;
    }

    /** Returns whether a part has told that it broke, and another may go on. */
    boolean isBroken() {
        return held != null;
    }

    /** Returns whether all was said. */
    boolean isFinished() {
        return finished;
    }

    /** Returns whether another may go on: something was said, and nothing but text. */
    boolean mayGoOn() {
        return plain
                && !finished
                && reasoning.isEmpty()
                && text.length() <= MOST
                && !text.toString().isBlank();
    }

    /** Returns the text so far. */
    String text() {
        return text.toString();
    }

    /** Begins another part. */
    void nextPart() {
        parts++;
        held = null;
        numbers.clear();
        blanks = text.substring(text.toString().stripTrailing().length());
    }

    /** Tells how the part broke: nobody goes on. */
    void release() {
        StreamEvent event = held;
        held = null;
        plain = false;
        if (event != null) {
            sink.accept(event);
        }
    }

    @Override
    public void accept(StreamEvent event) {
        if (held != null || event instanceof StreamEvent.Referable) {
            return;
        }
        if (tellsOfBreak(event) && mayGoOn()) {
            held = event;
        } else if (event instanceof StreamEvent.Started) {
            passFirst(event);
        } else if (event instanceof StreamEvent.BlockOpened opened) {
            opened(opened);
        } else if (event instanceof StreamEvent.TextDelta delta) {
            said(delta);
        } else if (event instanceof StreamEvent.BlockClosed closed) {
            closed(closed);
        } else {
            other(event);
        }
    }

    private static boolean tellsOfBreak(StreamEvent event) {
        return event instanceof StreamEvent.Failed
                || (event instanceof StreamEvent.Finished finish && finish.reason() == FinishReason.ERROR);
    }

    private void passFirst(StreamEvent event) {
        if (parts == 1) {
            sink.accept(event);
        }
    }

    private void opened(StreamEvent.BlockOpened opened) {
        boolean isText = opened.kind() instanceof StreamEvent.Kind.Text;
        boolean isReasoning = opened.kind() instanceof StreamEvent.Kind.Reasoning;
        plain &= opened.choice() == 0 && (isText || isReasoning);
        if (opened.choice() != 0) {
            sink.accept(opened);
        } else if (isText && parts > 1 && numbers.isEmpty() && !open.isEmpty()) {
            numbers.put(opened.block(), open.last());
        } else if (!isReasoning || parts == 1) { // later its client is in the middle of a text
            int number = blocks++;
            numbers.put(opened.block(), number);
            (isReasoning ? reasoning : open).add(number);
            sink.accept(new StreamEvent.BlockOpened(0, number, opened.kind()));
        }
    }

    private void said(StreamEvent.TextDelta delta) {
        Integer number = numbers.get(delta.block());
        if (delta.choice() != 0) {
            sink.accept(delta);
        } else if (number != null && reasoning.contains(number)) {
            sink.accept(new StreamEvent.TextDelta(0, number, delta.text()));
        } else if (number != null) {
            String joined = joined(delta.text());
            text.append(plain && text.length() <= MOST ? joined : "");
            sink.accept(new StreamEvent.TextDelta(0, number, joined));
        }
    }

    /** The blanks with which a text broke off were said already; who goes on was not shown them, and says them again. */
    private String joined(String said) {
        int same = 0;
        while (same < said.length() && same < blanks.length() && said.charAt(same) == blanks.charAt(same)) {
            same++;
        }
        blanks = same == said.length() ? blanks.substring(same) : "";
        return said.substring(same);
    }

    private void closed(StreamEvent.BlockClosed closed) {
        Integer number = numbers.get(closed.block());
        if (closed.choice() != 0) {
            sink.accept(closed);
        } else if (number != null) {
            open.remove(number);
            reasoning.remove(number);
            sink.accept(new StreamEvent.BlockClosed(0, number));
        }
    }

    private void other(StreamEvent event) {
        if (event instanceof StreamEvent.Finished || event instanceof StreamEvent.Ended) {
            finished = true;
        } else if (!(event instanceof StreamEvent.UsageTold || event instanceof StreamEvent.TierTold)) {
            plain &= event instanceof StreamEvent.SignatureDelta || event instanceof StreamEvent.EncryptedReasoning;
        }
        StreamEvent ours = numbered(event);
        if (ours != null) {
            sink.accept(ours);
        }
    }

    /** Returns an event with our number of its block; nothing for a block that was left out. */
    private @Nullable StreamEvent numbered(StreamEvent event) {
        if (event instanceof StreamEvent.ArgumentsDelta delta) {
            Integer number = number(delta.choice(), delta.block());
            return number == null ? null : new StreamEvent.ArgumentsDelta(delta.choice(), number, delta.json());
        } else if (event instanceof StreamEvent.SignatureDelta delta) {
            Integer number = number(delta.choice(), delta.block());
            return number == null ? null : new StreamEvent.SignatureDelta(delta.choice(), number, delta.signature());
        } else if (event instanceof StreamEvent.EncryptedReasoning told) {
            Integer number = number(told.choice(), told.block());
            return number == null ? null : new StreamEvent.EncryptedReasoning(told.choice(), number, told.data());
        } else if (event instanceof StreamEvent.OpaqueTold told) {
            Integer number = number(told.choice(), told.block());
            return number == null ? null : new StreamEvent.OpaqueTold(told.choice(), number, told.json());
        }
        return event;
    }

    private @Nullable Integer number(int choice, int block) {
        return choice == 0 ? numbers.get(block) : Integer.valueOf(block);
    }
}
