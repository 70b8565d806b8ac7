package io.throughline.price;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says everything that is wrong with the text of a price book. */
public final class PriceFormatException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    PriceFormatException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Returns what is wrong, in the order of lines. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * One thing that is wrong.
     *
     * @param line the line, from 1
     * @param message what is wrong and what is expected
     * @param suggestion the nearest right word, where one is near
     */
    public record Problem(int line, String message, Optional<String> suggestion) {
        @Override
        public String toString() {
            return line + ": " + message
                    + suggestion
                            .map(right -> "; did you mean \"" + right + "\"?")
                            .orElse("");
        }
    }
}
