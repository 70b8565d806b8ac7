package io.throughline.echo;

import java.util.ArrayList;
import java.util.List;

/** Sentences that fill an answer to any length. Their tokens are shared by all answers, so a long one costs little memory. */
final class Prose {
    private static final List<List<Step.Text>> SENTENCES = List.of(
                    " That is a good place to start.",
                    " There are a few ways to look at it, and each has its merits.",
                    " The short answer depends on what matters most to you.",
                    " In practice, most people begin with the simplest option.",
                    " A small example makes the idea clear.",
                    " The details change from case to case, but the pattern stays the same.",
                    " It helps to write down what you already know.",
                    " Then compare the alternatives, one at a time.",
                    " Some of them will fall away quickly.",
                    " What remains is usually worth a closer look.",
                    " Numbers are useful here, as long as they are measured and not guessed.",
                    " If two answers seem equally good, take the one that is easier to undo.",
                    " Keep an eye on the cost as well as on the result.",
                    " None of this needs to happen all at once.",
                    " A first version can be ready within a day.",
                    " After that, let experience guide the next step.",
                    " Ask again whenever something looks odd.",
                    " I can go into more depth on any of these points.",
                    " For now, this should give you a solid overview.")
            .stream()
            .map(Prose::steps)
            .toList();

    private static final Step.Text FULL_STOP = new Step.Text(".", 1);

    private static final Step.Text ELLIPSIS = new Step.Text(" …", 1);

    private final int stride;
    private int next;

    private Prose(int next, int stride) {
        this.next = next;
        this.stride = stride;
    }

    /** Returns sentences in an order that the seed decides. */
    static Prose seeded(long seed) {
        int count = SENTENCES.size();
        // the count is prime, so that any stride visits every sentence before one comes again
        return new Prose(Math.floorMod(seed, count), 1 + Math.floorMod(seed / count, count - 1));
    }

    /** Returns the tokens of {@code opening} and some sentences more. */
    List<Step.Text> after(String opening, int sentences) {
        List<Step.Text> tokens = new ArrayList<>(steps(opening));
        for (int i = 0; i < sentences; i++) {
            tokens.addAll(sentence());
        }
        return tokens;
    }

    /** Returns exactly {@code length} tokens: {@code opening}, sentences, and a full stop or an ellipsis where it ends early. */
    List<Step.Text> filled(String opening, int length) {
        List<Step.Text> tokens = new ArrayList<>(steps(opening));
        while (tokens.size() < length) {
            tokens.addAll(sentence());
        }
        if (tokens.size() == length) {
            return tokens;
        }
        List<Step.Text> cut = new ArrayList<>(tokens.subList(0, length));
        if (length > 1) {
            cut.set(length - 1, cut.get(length - 2).equals(FULL_STOP) ? ELLIPSIS : FULL_STOP);
        }
        return cut;
    }

    /** Returns the tokens of {@code text}, a step each. */
    static List<Step.Text> steps(String text) {
        return Tokens.split(text).stream().map(token -> new Step.Text(token, 1)).toList();
    }

    private List<Step.Text> sentence() {
        List<Step.Text> sentence = SENTENCES.get(next);
        next = (next + stride) % SENTENCES.size();
        return sentence;
    }
}
