package io.throughline.sink.sqlite;

import io.throughline.sink.TraceStore.TraceSummary;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A trace's calls of one day by one agent to one model, summed up. */
record TracePart(String agent, String model, String threadId, long firstAt, long lastAt, long endedAt, Counts counts) {

    /**
     * Sums up a trace.
     *
     * @param parts all its parts, one at the least
     */
    static TraceSummary summary(String traceId, List<TracePart> parts) {
        // calls tell more surely than events who acts in which thread
        TracePart last = parts.stream()
                .max(Comparator.comparing(TracePart::hasCalls).thenComparingLong(TracePart::lastAt))
                .orElseThrow();
        Counts sum = parts.stream().map(TracePart::counts).reduce(Counts.NONE, Counts::plus);
        List<String> models = parts.stream()
                .sorted(Comparator.comparingLong(TracePart::firstAt))
                .map(TracePart::model)
                .filter(model -> !model.isEmpty())
                .distinct()
                .toList();
        return new TraceSummary(
                traceId,
                last.threadId,
                Optional.of(last.agent).filter(agent -> !agent.isEmpty()),
                time(parts.stream().mapToLong(TracePart::firstAt).min().orElseThrow()),
                time(parts.stream().mapToLong(TracePart::endedAt).max().orElseThrow()),
                sum.calls(),
                sum.errors(),
                sum.input(),
                sum.output(),
                Picodollars.usd(sum.cost()),
                models);
    }

    private boolean hasCalls() {
        return counts.calls() > 0;
    }

    private static String time(long nanos) {
        return EpochNanos.instant(nanos).toString();
    }
}
