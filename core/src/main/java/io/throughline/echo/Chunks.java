package io.throughline.echo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Joins neighbouring steps of one kind, so that a streamed event carries several tokens. */
final class Chunks {
    private final List<Step> joined = new ArrayList<>();
    private final int size;

    private Chunks(int size) {
        this.size = size;
    }

    static List<Step> of(List<Step> steps, int size) {
        if (size == 1) {
            return steps;
        }
        Chunks chunks = new Chunks(size);
        steps.forEach(chunks::add);
        return chunks.joined;
    }

    private void add(Step step) {
        Step last = joined.isEmpty() ? new Step.Start() : joined.get(joined.size() - 1);
        if (last.tokens() >= size) {
            joined.add(step);
        } else if (last instanceof Step.Text a && step instanceof Step.Text b) {
            replace(Step.Text::new, a.text() + b.text(), a.tokens() + b.tokens());
        } else if (last instanceof Step.Reasoning a && step instanceof Step.Reasoning b) {
            replace(Step.Reasoning::new, a.text() + b.text(), a.tokens() + b.tokens());
        } else if (last instanceof Step.CallArguments a && step instanceof Step.CallArguments b) {
            replace(Step.CallArguments::new, a.text() + b.text(), a.tokens() + b.tokens());
        } else {
            joined.add(step);
        }
    }

    private void replace(BiFunction<String, Integer, Step> make, String text, int tokens) {
        joined.set(joined.size() - 1, make.apply(text, tokens));
    }
}
