package io.throughline.thread.history;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Keeps the newest ids that a request holds, and refuses what can't be an id. Used by one thread. */
final class References {
    /** How many are kept. */
    static final int MOST = 32;

    private static final int ROOM = MOST * 4;

    private static final int[] NONE = {};

    private final byte[] json;
    private int[] from = NONE;
    private int[] to = NONE;
    private int seen;
    private String newest = "";
    private String conversation = "";

    References(byte[] json) {
        this.json = json;
    }

    /** Takes the string the cursor stands on. */
    void take(JsonCursor cursor) throws MalformedException {
        int begin = cursor.place() + 1;
        cursor.skip();
        int end = cursor.here() - 1;
        if (json[begin - 1] == '"' && ReferenceForm.fits(end - begin)) {
            keep(begin, end);
        }
    }

    private void keep(int begin, int end) {
        if (seen == 0) { // most requests hold none
            from = new int[ROOM];
            to = new int[ROOM];
        }
        from[seen % ROOM] = begin;
        to[seen % ROOM] = end;
        seen++;
    }

    /** Takes the string the cursor stands on as newer than all others, wherever it stands. */
    void newest(JsonCursor cursor) throws MalformedException {
        newest = id(cursor);
    }

    /** Takes the conversation that the provider keeps: its id, or an object with it. */
    void conversation(JsonCursor cursor) throws MalformedException {
        if (!cursor.enter('{')) {
            conversation = id(cursor);
            return;
        }
        while (cursor.field()) {
            if (cursor.name().equals("id")) {
                conversation = id(cursor);
            } else {
                cursor.skip();
            }
        }
    }

    /** Returns the id of the conversation that the provider keeps, where the request names one. */
    Optional<String> conversation() {
        return Optional.of(conversation).filter(ReferenceForm::isReference);
    }

    private String id(JsonCursor cursor) throws MalformedException {
        int begin = cursor.place() + 1;
        cursor.skip();
        int length = cursor.here() - 1 - begin;
        return json[begin - 1] == '"' && ReferenceForm.fits(length)
                ? new String(json, begin, length, StandardCharsets.UTF_8)
                : "";
    }

    /** Returns the ids, newest first, each once. */
    List<String> newestFirst() {
        LinkedHashSet<String> ids = new LinkedHashSet<>();
        if (ReferenceForm.isReference(newest)) {
            ids.add(newest);
        }
        conversation().ifPresent(ids::add);
        for (int at = seen - 1; at >= Math.max(0, seen - ROOM) && ids.size() < MOST; at--) {
            int begin = from[at % ROOM];
            String id = new String(json, begin, to[at % ROOM] - begin, StandardCharsets.UTF_8);
            if (ReferenceForm.isReference(id)) {
                ids.add(id);
            }
        }
        return new ArrayList<>(ids);
    }
}
