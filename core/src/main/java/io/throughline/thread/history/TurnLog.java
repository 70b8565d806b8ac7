package io.throughline.thread.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes what was said, in order, and makes turns of it: all that one side said before the other spoke. Tool results are of the user's side.
 * Used by one thread.
 */
final class TurnLog {
    private static final int MOST_TURNS = 100_000;

    final ArgumentsHash arguments;
    private final long seed;
    private final CanonicalText turnText;
    private final CanonicalText messageText;
    private final CanonicalText partText;
    private final CanonicalText scratch;
    private final List<TurnHash> turns = new ArrayList<>();
    private Side pending = Side.USER;
    private Side side = Side.USER;
    private int textMessages;
    private int texts;
    private boolean begun;
    private boolean messageHasText;
    private long calls;
    private long results;
    private long media;
    private long messageMedia;

    TurnLog(long seed, List<byte[]> stamps) {
        this.seed = seed;
        this.arguments = new ArgumentsHash(seed, stamps);
        this.turnText = new CanonicalText(seed);
        this.messageText = new CanonicalText(seed);
        this.partText = new CanonicalText(seed);
        this.scratch = new CanonicalText(seed);
    }

    /** Begins a message. A message that says nothing begins no turn. */
    void message(Side speaker) {
        pending = speaker;
        begun = false;
    }

    /** Takes the string the cursor stands on as text of the message. */
    void text(JsonCursor cursor) throws MalformedException {
        int from = cursor.place() + 1;
        if (cursor.json[from - 1] != '"') {
            cursor.skip();
            return;
        }
        speak();
        if (!messageHasText) {
            messageHasText = true;
            textMessages++;
            messageText.clear();
        }
        int to = TextReader.string(cursor.json, from, cursor.end, turnText);
        if (textMessages > 1 && side == Side.USER) {
            TextReader.string(cursor.json, from, cursor.end, messageText);
        }
        if (++texts > 1 && side == Side.USER) {
            partText.clear();
            TextReader.string(cursor.json, from, cursor.end, partText);
        }
        cursor.moveTo(to);
    }

    /** Takes a call of a tool. */
    void call(long name, long argumentsHash) {
        speak();
        calls += call(seed, name, argumentsHash);
    }

    /** Takes what a tool told. */
    void result(long text) {
        speak();
        results += Mix.of(seed, text + 1);
    }

    /** Returns the number of a call of a tool. */
    static long call(long seed, long name, long arguments) {
        return Mix.of(seed, name, arguments);
    }

    /** Returns room for text that is no turn's; for one use at a time. */
    CanonicalText scratch() {
        scratch.clear();
        return scratch;
    }

    /** Takes the string the cursor stands on as what tells an image, a document or a sound apart from others. */
    void media(JsonCursor cursor) throws MalformedException {
        int from = cursor.place() + 1;
        if (cursor.json[from - 1] != '"') {
            cursor.skip();
            return;
        }
        speak();
        scratch.clear();
        cursor.moveTo(
                TextReader.string(cursor.json, MediaData.begin(cursor.json, from, cursor.end), cursor.end, scratch));
        long hash = Mix.of(seed, scratch.hash(), 7);
        media += hash;
        messageMedia += hash;
    }

    /** Returns the turns, the last one too, and what is open of it. */
    Turns end() {
        boolean open = side == Side.ASSISTANT && said();
        CanonicalText openText = open ? turnText.copy() : new CanonicalText(seed);
        long openCalls = open ? calls : 0;
        close();
        return new Turns(List.copyOf(turns), openText, openCalls);
    }

    private void speak() {
        if (pending != side) {
            close();
            side = pending;
        }
        if (!begun) {
            begun = true;
            messageHasText = false;
            messageMedia = 0;
        }
    }

    private boolean said() {
        return turnText.length() > 0 || calls != 0 || results != 0 || media != 0;
    }

    private void close() {
        if (said() && turns.size() < MOST_TURNS) {
            turns.add(side == Side.ASSISTANT ? assistant(seed, turnText, calls) : user());
        }
        turnText.clear();
        textMessages = 0;
        texts = 0;
        messageText.clear();
        calls = 0;
        results = 0;
        media = 0;
    }

    static TurnHash assistant(long seed, CanonicalText text, long calls) {
        long textOnly = Mix.of(seed, text.hash(), 11);
        long head = text.head();
        return new TurnHash(
                Side.ASSISTANT,
                Mix.of(textOnly, calls),
                Mix.of(textOnly, 0),
                0,
                head == 0 ? 0 : Mix.of(seed, head, 13),
                text.length(),
                calls != 0);
    }

    private TurnHash user() {
        boolean hasText = turnText.length() > 0;
        long text = turnText.hash();
        long whole = user(text, results, media);
        long unitText = textMessages > 1 ? messageText.hash() : text;
        long unit = hasText ? user(unitText, 0, messageMedia) : user(0, results, media);
        long part = hasText && texts > 1 ? user(partText.hash(), 0, messageMedia) : unit;
        return new TurnHash(Side.USER, whole, unit, part, 0, turnText.length(), results != 0);
    }

    private long user(long text, long toolResults, long pieces) {
        return Mix.of(Mix.of(seed, text, 17), toolResults, pieces);
    }
}
