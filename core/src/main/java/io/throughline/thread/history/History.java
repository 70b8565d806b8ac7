package io.throughline.thread.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a request tells of the conversation so far: the ids in it, and numbers by which it is known again. Immutable. */
public final class History {
    private static final int MOST_WHOLE = 16;
    private static final int MOST_WINDOWS = 8;
    private static final int MOST_HEADS = 4;
    private static final int SHORT_TURNS = 4;
    private static final int TELLING_LENGTH = 24;

    private final long seed;
    private final Turns turns;
    private final List<String> references;
    private final Optional<String> conversation;
    private final long[] chain;

    History(long seed, Turns turns, List<String> references, Optional<String> conversation) {
        this.seed = seed;
        this.turns = turns;
        this.references = List.copyOf(references);
        this.conversation = conversation;
        this.chain = new long[turns.closed().size() + 1];
        chain[0] = seed;
        for (int at = 0; at < turns.closed().size(); at++) {
            chain[at + 1] = Fingerprints.whole(chain[at], turns.closed().get(at));
        }
    }

    /** Returns the ids that the request holds, newest first, 32 at the most: of calls, messages, items, earlier answers and conversations. */
    public List<String> references() {
        return references;
    }

    /** Returns the id of the conversation that the provider keeps, where the request names one: the client made it before its first call. */
    public Optional<String> conversation() {
        return conversation;
    }

    /** Returns how many turns the request tells; what one side says without the other is one turn. */
    public int turns() {
        return turns.closed().size();
    }

    /** Returns the ways in which the history may be known, the surest first and, among equals, the newest. A few dozen at the most. */
    public List<Candidate> candidates() {
        List<Candidate> found = new ArrayList<>();
        whole(found);
        windows(found);
        heads(found);
        return found;
    }

    /** Returns what the answer to this request is told to. For one choice: a request for many asks for many. */
    public AnswerTurn answer() {
        return new AnswerTurn(seed, turns, chain);
    }

    private void whole(List<Candidate> found) {
        int left = MOST_WHOLE;
        for (int at = newest(); at > 0 && left > 0; at -= 2, left--) {
            Candidate.Kind kind = at < SHORT_TURNS ? Candidate.Kind.SHORT : Candidate.Kind.WHOLE;
            found.add(new Candidate(kind, at, chain[at + 1]));
        }
    }

    private void windows(List<Candidate> found) {
        int left = MOST_WINDOWS;
        for (int at = newest(); at > 0 && left > 0; at -= 2, left--) {
            TurnHash answer = turn(at);
            if (at >= 3) {
                long pairs = Fingerprints.pairs(seed, turn(at - 3), turn(at - 2), turn(at - 1), answer);
                found.add(new Candidate(Candidate.Kind.WINDOW, at, pairs));
            }
            if (answer.tools() || answer.length() >= TELLING_LENGTH) {
                TurnHash user = turn(at - 1);
                found.add(new Candidate(Candidate.Kind.WINDOW, at, Fingerprints.pair(seed, user, answer)));
                if (user.part() != user.unit()) {
                    found.add(new Candidate(Candidate.Kind.WINDOW, at, Fingerprints.partPair(seed, user, answer)));
                }
            }
        }
    }

    private void heads(List<Candidate> found) {
        int left = MOST_HEADS;
        for (int at = newest(); at > 0 && left > 0; at -= 2, left--) {
            TurnHash answer = turn(at);
            if (answer.head() != 0) {
                found.add(new Candidate(Candidate.Kind.HEAD, at, Fingerprints.head(chain[at], answer)));
                found.add(new Candidate(Candidate.Kind.HEAD, at, Fingerprints.pairHead(seed, turn(at - 1), answer)));
            }
        }
    }

    /** The newest turn of the assistant's; sides alternate. */
    private int newest() {
        int last = turns.closed().size() - 1;
        return last >= 0 && turn(last).side() == Side.USER ? last - 1 : last;
    }

    private TurnHash turn(int at) {
        return turns.closed().get(at);
    }
}
