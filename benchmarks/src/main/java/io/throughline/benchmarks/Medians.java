package io.throughline.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Medians of what rounds gave. */
final class Medians {
    private Medians() {}

    /** Returns the median; 0 of nothing. */
    static <T> double of(List<T> rounds, ToDoubleFunction<T> figure) {
        return middle(rounds.stream().mapToDouble(figure).sorted().toArray());
    }

    /** Returns the median of the ratios within each round; 0 where there is nothing to compare. */
    static <T> double ofRatios(List<T> rounds, List<T> base, ToDoubleFunction<T> figure) {
        return middle(IntStream.range(0, Math.min(rounds.size(), base.size()))
                .filter(round -> figure.applyAsDouble(base.get(round)) > 0)
                .mapToDouble(round -> figure.applyAsDouble(rounds.get(round)) / figure.applyAsDouble(base.get(round)))
                .sorted()
                .toArray());
    }

    private static double middle(double[] sorted) {
        int size = sorted.length;
        return size == 0 ? 0 : (sorted[(size - 1) / 2] + sorted[size / 2]) / 2;
    }
}
