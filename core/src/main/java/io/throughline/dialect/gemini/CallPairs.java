package io.throughline.dialect.gemini;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the call that each result answers: by its id, else the first one of its name that has no result yet. Calls without an id get one that depends
 * on what stands before them alone.
 */
final class CallPairs {
    private final List<Call> waiting = new ArrayList<>();
    private boolean turnBegun;
    private int made;

    /** A turn of the model begins: its first call ends the waiting for results of earlier ones. */
    void beginTurn() {
        turnBegun = true;
    }

    /** Takes a call and returns its id. */
    String call(String id, String name) {
        if (turnBegun) {
            waiting.clear();
            turnBegun = false;
        }
        String known = id.isEmpty() ? "gemini_call_" + made++ : id;
        waiting.add(new Call(known, name));
        return known;
    }

    /** Returns the id of the call that a result answers. */
    Optional<String> result(String id, String name) {
        for (Call call : waiting) {
            boolean answered =
                    id.isEmpty() ? call.name().equals(name) : call.id().equals(id);
            if (answered) {
                waiting.remove(call);
                return Optional.of(call.id());
            }
        }
        // a client may have made up the id where the call had none
        return id.isEmpty() ? Optional.empty() : result("", name);
    }

    private record Call(String id, String name) {}
}
