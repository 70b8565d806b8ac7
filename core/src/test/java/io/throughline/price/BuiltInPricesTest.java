package io.throughline.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.throughline.dialect.Usage;
import io.throughline.provider.Catalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The built-in book: what it has, and where it is from. */
class BuiltInPricesTest {
    private static final Logger LOG = LoggerFactory.getLogger(BuiltInPricesTest.class);

    /** Models of the catalogue whose price the source does not know, or gives as zero in the place of not knowing. */
    private static final Set<String> WITHOUT = Set.of(
            "fireworks/accounts/fireworks/models/",
            "fireworks/accounts/fireworks/models/qwen3-embedding-0p6b",
            "fireworks/accounts/fireworks/models/qwen3-embedding-4b",
            "gemini/gemini-exp-1114",
            "gemini/gemma-3-27b-it",
            "gemini/learnlm-1.5-pro-experimental",
            "openrouter/openrouter/auto",
            "openrouter/openrouter/bodybuilder",
            "openrouter/openrouter/free",
            "together/Qwen/Qwen2.5-72B-Instruct-Turbo",
            "together/Qwen/Qwen2.5-7B-Instruct-Turbo",
            "together/meta-llama/Llama-3.2-3B-Instruct-Turbo",
            "together/meta-llama/Llama-3.3-70B-Instruct-Turbo-Free",
            "together/mistralai/Mistral-7B-Instruct-v0.1",
            "together/mistralai/Mistral-Small-24B-Instruct-2501",
            "together/togethercomputer/CodeLlama-34b-Instruct");

    @Test
    void everyModelOfTheCatalogueHasAPriceOrIsKnownToHaveNone() {
        Pricing pricing = Pricing.of(PriceSettings.NONE, List.of());
        Usage some = new Usage(1000, 0, 0, 0, 0, 0, 0, 0, 0);
        Set<String> without = new TreeSet<>();
        int models = 0;
        for (String provider : Catalogue.names()) {
            for (String model : provider.equals("echo") ? List.<String>of() : Catalogue.models(provider)) {
                Sale sale = new Sale(
                        provider, Optional.of(model), Optional.empty(), Optional.empty(), LocalDate.of(2026, 11, 21));
                models++;
                if (pricing.cost(sale, some)
                        .filter(cost -> !cost.estimated() || isFee(cost))
                        .isEmpty()) {
                    without.add(provider + "/" + model);
                }
            }
        }
        LOG.info("{} of {} models of the catalogue have a price", models - without.size(), models);
        assertThat(without).containsExactlyInAnyOrderElementsOf(WITHOUT);
    }

    /** A fee that differs by the size of the search is known no closer. */
    private static boolean isFee(Cost cost) {
        return cost.buckets().containsKey(Bucket.REQUEST);
    }

    @Test
    void isWhatTheScriptWrites() throws Exception {
        Path source =
                Path.of(System.getProperty("throughline.fixtures", "none")).resolveSibling("prices.json");
        assumeTrue(Files.exists(source), "no prices beside the folder that the property throughline.fixtures names");
        Path script = script();
        Process python = new ProcessBuilder(List.of("python3", script.toString(), source.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String written = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).isZero();
        assertThat(written.lines()).containsExactlyElementsOf(resource());
    }

    private static Path script() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null) {
            Path script = folder.resolve("scripts/prices.py");
            if (Files.exists(script)) {
                return script;
            }
            folder = folder.getParent();
        }
        throw new AssertionError("scripts/prices.py is in no folder above");
    }

    private static List<String> resource() throws IOException {
        try (InputStream in = Objects.requireNonNull(PriceBook.class.getResourceAsStream("prices.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
