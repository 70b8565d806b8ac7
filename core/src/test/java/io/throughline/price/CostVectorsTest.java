package io.throughline.price;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Costs equal a table that was worked out by hand, to the last digit. */
class CostVectorsTest {
    private static final int MILLION = 6;

    @ParameterizedTest
    @MethodSource("vectors")
    void costsWhatTheTableSays(Vector vector) {
        Optional<Cost> cost = vector.pricing().cost(vector.sale(), vector.usage());
        if (vector.isUnknown()) {
            assertThat(cost).isEmpty();
            return;
        }
        assertThat(cost).isPresent();
        assertThat(Cost.plain(cost.get().total())).isEqualTo(vector.total());
        assertThat(cost.get().estimated()).as(cost.get().doubts().toString()).isEqualTo(vector.isEstimate());
        if (cost.get().source() != Cost.Source.PROVIDER) {
            assertThat(cost.get().buckets().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add))
                    .isEqualByComparingTo(cost.get().total());
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theTableAddsUp(Vector vector) {
        if (!vector.isUnknown()) {
            BigDecimal sum = Stream.of(vector.arithmetic().split(" \\+ "))
                    .map(CostVectorsTest::term)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(sum).isEqualByComparingTo(vector.total());
        }
    }

    @Test
    void theTableHasEveryProviderAndEveryBucket() throws IOException {
        List<Vector> vectors = vectors().toList();
        assertThat(vectors).hasSizeGreaterThanOrEqualTo(60);
        assertThat(vectors.stream().map(Vector::provider))
                .contains("openai", "anthropic", "gemini", "vertex", "bedrock", "azure", "cohere", "mistral", "groq")
                .contains(
                        "deepseek",
                        "perplexity",
                        "cerebras",
                        "sambanova",
                        "together",
                        "fireworks",
                        "xai",
                        "openrouter");
        assertThat(vectors.stream()
                        .flatMap(vector -> vector.pricing().cost(vector.sale(), vector.usage()).stream())
                        .flatMap(cost -> cost.buckets().keySet().stream()))
                .contains(Bucket.values());
    }

    static Stream<Vector> vectors() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(CostVectorsTest.class.getResourceAsStream("vectors.txt")),
                StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#")).map(Vector::of).toList().stream();
        }
    }

    /** {@code 14000*5}: tokens and the price of a million; {@code 3x0.01}: pieces and the price of one. */
    private static BigDecimal term(String text) {
        String[] factors = text.strip().split("[*x]");
        BigDecimal product = new BigDecimal(factors[0]).multiply(new BigDecimal(factors[1]));
        return text.contains("*") ? product.movePointLeft(MILLION) : product;
    }
}
