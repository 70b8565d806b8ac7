package io.throughline.thread.history;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Takes one choice of an answer as it comes, and gives the numbers by which a request that tells it again is known. Used by one thread at a time. */
public final class AnswerTurn {
    private final long seed;
    private final List<TurnHash> turns;
    private final long before;
    private final CanonicalText text;
    private long calls;

    AnswerTurn(long seed, Turns turns, long[] chain) {
        int told = turns.closed().size();
        boolean goesOn = told > 0 && turns.closed().get(told - 1).side() == Side.ASSISTANT;
        this.seed = seed;
        this.turns = turns.closed().subList(0, goesOn ? told - 1 : told);
        this.before = chain[this.turns.size()];
        this.text = turns.openText().copy();
        this.calls = turns.openCalls();
    }

    /** Takes text, or a refusal. Characters come whole. */
    public void text(String added) {
        TextReader.plain(added, text);
    }

    /**
     * Takes a call of a tool.
     *
     * @param name the tool
     * @param json its arguments as the model wrote them
     */
    public void call(String name, String json) {
        CanonicalText tool = new CanonicalText(seed);
        TextReader.plain(name, tool);
        calls += TurnLog.call(seed, tool.hash(), new ArgumentsHash(seed, List.of()).of(json));
    }

    /** Returns the numbers for the answer so far; none where nothing was asked or nothing was said. */
    public Set<Long> fingerprints() {
        Set<Long> numbers = new LinkedHashSet<>();
        int last = turns.size() - 1;
        if (last < 0 || (text.length() == 0 && calls == 0)) {
            return numbers;
        }
        TurnHash user = turns.get(last);
        TurnHash answer = TurnLog.assistant(seed, text, calls);
        numbers.add(Fingerprints.whole(before, answer));
        if (last >= 2) {
            numbers.add(Fingerprints.pairs(seed, turns.get(last - 2), turns.get(last - 1), user, answer));
        }
        numbers.add(Fingerprints.pair(seed, user, answer));
        numbers.add(Fingerprints.partPair(seed, user, answer));
        if (user.length() == 0 && text.length() > 0) {
            lastWords(last, answer, numbers);
        }
        if (answer.head() != 0) {
            numbers.add(Fingerprints.head(before, answer));
            numbers.add(Fingerprints.pairHead(seed, user, answer));
        }
        return numbers;
    }

    /** Some clients keep of a loop of tools what the user said and what it came to. */
    private void lastWords(int last, TurnHash answer, Set<Long> numbers) {
        for (int at = last - 2; at >= 0; at -= 2) {
            if (turns.get(at).length() > 0) {
                numbers.add(Fingerprints.textAlone(seed, turns.get(at), answer));
                return;
            }
        }
    }
}
