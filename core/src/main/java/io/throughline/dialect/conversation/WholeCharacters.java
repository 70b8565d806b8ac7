package io.throughline.dialect.conversation;

import io.throughline.dialect.StreamEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps characters whole: a delta may end in the first half of a surrogate pair, as JSON's escapes allow, and UTF-8 can't write half a character. The
 * half waits for its other one; what never comes is left out. Used by one thread at a time.
 */
public final class WholeCharacters implements StreamEvent.Sink {
    private final StreamEvent.Sink next;
    private final Map<Long, Character> halves = new HashMap<>();

    private WholeCharacters(StreamEvent.Sink next) {
        this.next = next;
    }

    /** Returns a sink that gives events on with whole characters alone. */
    public static StreamEvent.Sink before(StreamEvent.Sink next) {
        return new WholeCharacters(next);
    }

    @Override
    public void accept(StreamEvent event) {
        if (event instanceof StreamEvent.TextDelta delta) {
            String text = whole(delta.choice(), delta.block(), delta.text());
            if (!text.isEmpty() || delta.text().isEmpty()) {
                next.accept(new StreamEvent.TextDelta(delta.choice(), delta.block(), text));
            }
        } else if (event instanceof StreamEvent.ArgumentsDelta delta) {
            String json = whole(delta.choice(), delta.block(), delta.json());
            if (!json.isEmpty() || delta.json().isEmpty()) {
                next.accept(new StreamEvent.ArgumentsDelta(delta.choice(), delta.block(), json));
            }
        } else {
            next.accept(event);
        }
    }

    private String whole(int choice, int block, String text) {
        boolean endsInHalf = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
        if (halves.isEmpty() && !endsInHalf) {
            return text;
        }
        long key = ((long) choice << 32) | block;
        Character half = halves.remove(key);
        String whole = half == null ? text : half + text;
        if (endsInHalf) {
            halves.put(key, text.charAt(text.length() - 1));
            return whole.substring(0, whole.length() - 1);
        }
        return whole;
    }
}
