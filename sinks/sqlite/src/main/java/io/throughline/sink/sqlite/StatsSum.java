package io.throughline.sink.sqlite;

import io.throughline.sink.TraceStore.ModelStats;
import io.throughline.sink.TraceStore.Stats;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up the counts of days. */
final class StatsSum {
    private final int hours;
    private final Map<Model, Counts> models = new HashMap<>();

    StatsSum(int hours) {
        this.hours = hours;
    }

    void add(Map<Model, Counts> day) {
        day.forEach((model, counts) -> models.merge(model, counts, Counts::plus));
    }

    /** Calls that were refused before a provider was chosen count in the whole and stand at no model. */
    Stats stats() {
        Counts all = models.values().stream().reduce(Counts.NONE, Counts::plus);
        List<ModelStats> byModel = models.entrySet().stream()
                .filter(entry -> !entry.getKey().provider().isEmpty())
                .map(entry -> stats(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(ModelStats::calls)
                        .reversed()
                        .thenComparing(ModelStats::provider)
                        .thenComparing(ModelStats::model))
                .toList();
        return new Stats(hours, all.calls(), all.errors(), Picodollars.usd(all.cost()), byModel);
    }

    private static ModelStats stats(Model model, Counts counts) {
        return new ModelStats(
                model.provider(),
                model.model(),
                counts.calls(),
                counts.errors(),
                counts.input(),
                counts.output(),
                Picodollars.usd(counts.cost()));
    }

    record Model(String provider, String model) {}
}
