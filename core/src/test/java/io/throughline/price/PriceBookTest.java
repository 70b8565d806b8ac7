package io.throughline.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.throughline.dialect.Usage;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A book's text, what holds on which day, and what is said of a wrong one. */
class PriceBookTest {
    private static final Usage MILLION = new Usage(1_000_000, 0, 0, 0, 0, 0, 0, 0, 0);

    @ParameterizedTest
    @CsvSource({"2025-12-31, 3", "2026-01-01, 2", "2026-06-30, 2", "2026-07-01, 1.5", "2031-01-01, 1.5"})
    void takesThePriceOfTheDay(LocalDate day, String expected) throws PriceFormatException {
        PriceBook book = PriceBook.read("[acme]\nm from=2026-07-01 input=1.5\nm input=3\nm from=2026-01-01 input=2\n");
        assertThat(cost(book, "m", day)).contains(expected);
    }

    @Test
    void hasNoPriceBeforeTheFirstDay() throws PriceFormatException {
        PriceBook book = PriceBook.read("[acme]\nm from=2026-07-01 input=1.5\n");
        assertThat(cost(book, "m", LocalDate.of(2026, 6, 30))).isEmpty();
        assertThat(cost(book, "m", LocalDate.of(2026, 7, 1))).contains("1.5");
    }

    @Test
    void aBookOverAnotherHasItsModelsAlone() throws PriceFormatException {
        PriceBook below = PriceBook.read("[acme]\nm from=2026-07-01 input=1.5\nother input=7\n");
        PriceBook book = below.with(PriceBook.read("[acme]\nm input=4\n"));
        assertThat(cost(book, "m", LocalDate.of(2026, 8, 1))).contains("4");
        assertThat(cost(book, "other", LocalDate.of(2026, 8, 1))).contains("7");
    }

    @Test
    void takesTheRegionsPriceElseThatOfAll() throws PriceFormatException {
        PriceBook book = PriceBook.read("[acme]\nm input=1\nn input=2\n[acme eu-1]\nm input=3\n");
        PriceList eu = new PriceList("acme", Optional.of("eu-1"));
        assertThat(book.prices(eu, "m").get(0).rates().get(0).of(Bucket.INPUT).map(Object::toString))
                .contains("3");
        assertThat(book.prices(eu, "n").get(0).rates().get(0).of(Bucket.INPUT).map(Object::toString))
                .contains("2");
        assertThat(book.prices(eu, "unheard")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            m input=1                                 | 1: expected a provider in brackets before the first model, such as [openai]
            [acme                                     | 1: expected [provider] or [provider region]
            [acme];m                                  | 2: expected a price, such as input=2.5
            [acme];m inptu=1                          | 2: unknown key "inptu"; did you mean "input"?
            [acme];m input=-1                         | 2: input: expected a price in USD such as 0.15, found "-1"
            [acme];m input=1e3                        | 2: input: expected a price in USD such as 0.15, found "1e3"
            [acme];m input=1 input=2                  | 2: input is there twice
            [acme];m input=1;# c;m input=2            | 4: there is a price of this model from the same day already
            [acme];m input=1 flexx input=2            | 2: expected key=price, or where other prices begin such as flex or >200000, found "flexx"; did you mean "flex"?
            [acme];m input=1 >200000                  | 2: expected a price after standard>200000
            [acme];m input=1 flex input=1 flex output=1 | 2: prices of the same tier and size are there twice
            [acme];m from=2026-02-30 input=1          | 2: from: expected a day such as 2026-01-31, found "2026-02-30"
            """)
    void saysWhatIsWrongAndOnWhichLine(String text, String expected) {
        assertThat(problems(text.replace(";", "\n"))).containsExactly(expected);
    }

    @Test
    void saysAllThatIsWrongAtOnce() {
        assertThat(problems("[acme]\na inptu=1 input=x\nb\nc input=1\n")).hasSize(3);
    }

    @Test
    void theBuiltInBookIsReadWhole() {
        assertThat(PriceBook.builtIn().size()).isGreaterThan(1_400);
        assertThat(PriceBook.builtIn().providers()).contains("openai", "anthropic", "bedrock", "azure");
    }

    private static List<String> problems(String text) {
        PriceFormatException wrong = catchThrowableOfType(PriceFormatException.class, () -> PriceBook.read(text));
        return wrong.problems().stream()
                .map(PriceFormatException.Problem::toString)
                .toList();
    }

    private static Optional<String> cost(PriceBook book, String model, LocalDate day) {
        return Pricing.of(new PriceSettings(book, Map.of()), List.of())
                .cost(sale(model, day), MILLION)
                .map(cost -> Cost.plain(cost.total()));
    }

    private static PriceSettings settings(String text) throws PriceFormatException {
        return new PriceSettings(PriceBook.read(text), Map.of());
    }

    private static Sale sale(String model, LocalDate day) {
        return new Sale("acme", Optional.of(model), Optional.empty(), Optional.empty(), day);
    }
}
