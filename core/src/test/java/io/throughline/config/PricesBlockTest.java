package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.Usage;
import io.throughline.price.Cost;
import io.throughline.price.Pricing;
import io.throughline.price.Sale;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The block {@code prices}: whose prices outrank whose, and what is said of wrong ones. */
class PricesBlockTest {
    private static final String PROVIDERS = """
            providers:
              openai: {api-key: key}
              azure: {base-url: "https://x.openai.azure.com", api-key: key}
              bedrock: {region: eu-west-2}
              local: {dialect: openai, base-url: "http://127.0.0.1:9000/v1"}
              proxy: {dialect: openai, base-url: "https://api.openai.com/v1", api-key: key}
              europe: {dialect: openai, base-url: "https://eu.api.openai.com/v1", api-key: key}
            """;
    private static final Usage USAGE = new Usage(1_000_000, 0, 0, 0, 0, 0, 1_000_000, 0, 0);

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource("priced")
    void costs(String prices, String model, String expected) {
        ThroughlineConfig config = Configs.parse(PROVIDERS + prices);
        assertThat(cost(config, model, Optional.empty())
                        .map(cost -> Cost.plain(cost.total()))
                        .orElse("unknown"))
                .isEqualTo(expected);
    }

    static Stream<Arguments> priced() {
        String inline = """
                prices:
                  models:
                    openai/gpt-4o: {input: 1, output: 2.5}
                    local/llama-3: {input: 0, output: 0}
                    local/big: {input: 1, output: 1, ">500000": {input: 10, output: 20}}
                    local/soon: [{input: 1, output: 1}, {from: 2026-11-21, input: 3, output: 4}, {from: 2026-11-22, input: 9}]
                    azure/my-deployment: {like: openai/gpt-4o-mini}
                """;
        return Stream.of(
                Arguments.of("", "openai/gpt-4o", "12.5"),
                Arguments.of(inline, "openai/gpt-4o", "3.5"),
                Arguments.of(inline, "openai/gpt-4o-mini", "0.75"),
                Arguments.of(inline, "local/llama-3", "0"),
                Arguments.of(inline, "local/big", "30"),
                Arguments.of(inline, "local/soon", "7"),
                Arguments.of(inline, "local/other", "unknown"),
                // a deployment's name says nothing, unless the configuration says what it is
                Arguments.of(inline, "azure/my-deployment", "0.75"),
                Arguments.of("", "azure/gpt-4o", "unknown"),
                // 1,000,000 * 3.45 + 1,000,000 * 4.55: the region is that of the entry
                Arguments.of("", "bedrock/meta.llama3-70b-instruct-v1:0", "8"),
                // another name for a known host
                Arguments.of("", "proxy/gpt-4o", "12.5"),
                // 1,000,000 * 5.5 + 1,000,000 * 24.75: over 272,000 tokens, ten percent more in Europe
                Arguments.of("", "europe/gpt-5.4", "30.25"),
                Arguments.of("prices: {providers: {local: {like: openai}}}", "local/gpt-4o", "12.5"));
    }

    /** Every bucket has another number of tokens and another price: what is charged by a wrong one, or twice, shows. */
    @Test
    void everyBucketHasItsPriceAndEveryTierItsOwn() {
        String prices = """
                prices:
                  models:
                    local/all:
                      input: 1
                      cache-read: 2
                      cache-write: 3
                      cache-write-1h: 4
                      audio-input: 5
                      image: 6
                      output: 7
                      reasoning: 8
                      audio-output: 9
                      request: 100
                      flex: {input: 0.5, output: 3.5}
                """;
        Usage used = new Usage(
                1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000, 6_000_000, 7_000_000, 8_000_000, 9_000_000);
        ThroughlineConfig config = Configs.parse(PROVIDERS + prices);
        Pricing pricing = Pricing.of(config.prices(), config.providers().values());
        // 1*1 + 2*2 + … + 9*9 + 100
        assertThat(pricing.cost(sale("local/all", Optional.empty(), Optional.empty()), used)
                        .map(cost -> Cost.plain(cost.total())))
                .contains("385");
        assertThat(pricing.cost(sale("local/all", Optional.empty(), Optional.of("flex")), USAGE)
                        .map(cost -> Cost.plain(cost.total())))
                .contains("104");
    }

    @Test
    void aRegionThatIsSaidMakesAzuresPriceSure() {
        Optional<String> served = Optional.of("gpt-4o-2024-11-20");
        Cost about = cost(Configs.parse(PROVIDERS), "azure/mine", served).orElseThrow();
        assertThat(about.estimated()).isTrue();
        ThroughlineConfig said = Configs.parse(PROVIDERS + "prices: {providers: {azure: {region: eu}}}");
        Cost sure = cost(said, "azure/mine", served).orElseThrow();
        assertThat(sure.estimated()).isFalse();
        assertThat(Cost.plain(sure.total())).isEqualTo("13.75");
    }

    @Test
    void aFileOutranksTheBuiltInBookAndIsOutrankedByWhatStandsInline() throws Exception {
        Path file = Files.writeString(
                directory.resolve("mine.txt"), "[openai]\ngpt-4o input=5 output=5\ngpt-4o-mini input=6 output=6\n");
        ThroughlineConfig config = Configs.parse(
                PROVIDERS + "prices: {file: " + file + ", models: {openai/gpt-4o: {input: 7, output: 7}}}");
        assertThat(Cost.plain(cost(config, "openai/gpt-4o", Optional.empty())
                        .orElseThrow()
                        .total()))
                .isEqualTo("14");
        Cost fromFile = cost(config, "openai/gpt-4o-mini", Optional.empty()).orElseThrow();
        assertThat(Cost.plain(fromFile.total())).isEqualTo("12");
        assertThat(fromFile.source()).isEqualTo(Cost.Source.CONFIGURATION);
    }

    @Test
    void saysWhichLineOfAWrongFileIsWrong() throws Exception {
        Path file = Files.writeString(directory.resolve("mine.txt"), "[openai]\n# a remark\ngpt-4o inptu=5\n");
        assertThat(Configs.problems("prices: {file: " + file + "}"))
                .containsExactly(file + ":3: unknown key \"inptu\"; did you mean \"input\"?");
        assertThat(Configs.problems("prices: {file: " + directory.resolve("none.txt") + "}"))
                .containsExactly("throughline.yaml:1: prices.file: the file can't be read");
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void saysWhatIsWrongAndWhere(String prices, List<String> expected) {
        assertThat(Configs.problems(prices)).containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of(
                        "prices: {fil: a}",
                        List.of("throughline.yaml:1: prices.fil: unknown key; did you mean \"file\"?")),
                Arguments.of(
                        "prices:\n  models:\n    echo/m: {inptu: 1, input: 2}",
                        List.of(
                                "throughline.yaml:3: prices.models.\"echo/m\".inptu: unknown key; did you mean \"input\"?")),
                Arguments.of(
                        "prices:\n  models:\n    echo/m: {input: cheap}",
                        List.of(
                                "throughline.yaml:3: prices.models.\"echo/m\": expected prices in USD for a million tokens, such as input: 2.5",
                                "throughline.yaml:3: prices.models.\"echo/m\".input: expected a price in USD such as 0.15, found \"cheap\"")),
                Arguments.of(
                        "prices: {models: {echo/m: {input: 1, flex: {}}}}",
                        List.of(
                                "throughline.yaml:1: prices.models.\"echo/m\".flex: expected prices in USD for a million tokens, such as input: 2.5")),
                Arguments.of(
                        "prices: {models: {m: {input: 1}}}",
                        List.of("throughline.yaml:1: prices.models.m: expected provider/model as the key")),
                Arguments.of(
                        "prices: {models: {echo/m: {like: openai/gpt-4oo}}}",
                        List.of(
                                "throughline.yaml:1: prices.models.\"echo/m\".like: expected the provider/model of one that has a price, found \"openai/gpt-4oo\"; did you mean \"openai/gpt-4o\"?")),
                Arguments.of(
                        "prices: {providers: {ecko: {region: eu}}}",
                        List.of(
                                "throughline.yaml:1: prices.providers.ecko: there is no such provider; did you mean \"echo\"?")));
    }

    private static Optional<Cost> cost(ThroughlineConfig config, String id, Optional<String> served) {
        return Pricing.of(config.prices(), config.providers().values()).cost(sale(id, served, Optional.empty()), USAGE);
    }

    private static Sale sale(String id, Optional<String> served, Optional<String> tier) {
        String[] both = id.split("/", 2);
        return new Sale(both[0], Optional.of(both[1]), served, tier, LocalDate.of(2026, 11, 21));
    }
}
