package io.throughline.echo;

import java.time.Duration;
import java.util.List;

/**
 * An answer before it is given: its steps in order and when each is due.
 *
 * @param steps {@link Step.Start}, the content in order (reasoning, text, calls), and one step that ends it
 * @param first the time before the first token
 * @param pace the time between two tokens
 */
record EchoScript(List<Step> steps, Duration first, Duration pace) {
    /** Returns when a step is due, in nanoseconds from the start of the answer; a step is due when the last of its tokens is. */
    long due(long tokensBefore, Step step) {
        return first.toNanos() + pace.toNanos() * Math.max(0, tokensBefore + step.tokens() - 1);
    }

    /** Returns how long the whole answer takes. */
    Duration duration() {
        long tokens = steps.stream().mapToLong(Step::tokens).sum();
        return first.plus(pace.multipliedBy(Math.max(0, tokens - 1)));
    }

    /** Returns the step that ends the answer. */
    Step end() {
        return steps.get(steps.size() - 1);
    }

    /** Returns what it all comes to. */
    EchoAnswer answer() {
        return EchoAnswer.of(this);
    }
}
