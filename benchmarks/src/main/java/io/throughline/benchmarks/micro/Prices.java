package io.throughline.benchmarks.micro;

import io.throughline.dialect.Usage;
import io.throughline.price.PriceSettings;
import io.throughline.price.Pricing;
import io.throughline.price.Sale;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a usage costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Prices {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 1);
    private static final Usage USAGE = new Usage(1_200, 800, 0, 0, 0, 0, 490, 10, 0);

    private final Pricing pricing = Pricing.of(PriceSettings.NONE, List.of());

    /** By the name that the answer tells, as the built-in book has it. */
    @Benchmark
    public Object known() {
        return pricing.cost(sale("gpt-4o-2024-08-06"), USAGE);
    }

    /** By a name that the book does not have: all ways are tried. */
    @Benchmark
    public Object unknown() {
        return pricing.cost(sale("a-model-that-nobody-has"), USAGE);
    }

    private static Sale sale(String served) {
        return new Sale("openai", Optional.of("gpt-4o"), Optional.of(served), Optional.empty(), DAY);
    }
}
