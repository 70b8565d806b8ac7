package io.throughline.config;

import io.throughline.price.Bucket;
import io.throughline.price.Price;
import io.throughline.price.PriceBook;
import io.throughline.price.PriceList;
import io.throughline.price.Rates;
import io.throughline.price.Tier;
import io.throughline.provider.NearestNames;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the prices of one model: a mapping of prices, with those of tiers and sizes of context in mappings of their own; a list of such mappings
 * where prices change on a day; or {@code like: provider/model}.
 */
final class PriceEntry {
    private static final Pattern STEP = Pattern.compile("(flex|priority|batch)?(?:>([0-9]{1,12}))?");
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,9}(\\.\\d{1,18})?");

    private final PriceBook known;

    /** A reader that knows the models that others may be priced like. */
    PriceEntry(PriceBook known) {
        this.known = known;
    }

    /** Returns the prices by effective date; none where something is wrong with all of them. */
    List<Price> read(ConfigNode node) {
        if (!node.isList()) {
            return node.block().map(this::prices).orElse(List.of());
        }
        List<Price> prices = new ArrayList<>();
        Set<Optional<LocalDate>> days = new HashSet<>();
        for (ConfigNode item : node.items()) {
            for (Price price : item.block().map(this::prices).orElse(List.of())) {
                if (days.add(price.from())) {
                    prices.add(price);
                } else {
                    item.error("there is a price from the same day already");
                }
            }
        }
        return prices;
    }

    private List<Price> prices(Block block) {
        Optional<ConfigNode> like = block.get("like");
        if (like.isPresent()) {
            block.end();
            return like(like.get());
        }
        Optional<LocalDate> from = block.get("from").flatMap(PriceEntry::day);
        List<Rates> rates = new ArrayList<>();
        Map<Bucket, BigDecimal> usual = amounts(block);
        if (usual.isEmpty()) {
            block.error("expected prices in USD for a million tokens, such as input: 2.5");
        }
        rates.add(new Rates(Tier.STANDARD, 0, usual, Set.of()));
        for (var step : block.matching(STEP).entrySet()) {
            rates(step.getKey(), step.getValue()).ifPresent(rates::add);
        }
        block.end();
        return usual.isEmpty() ? List.of() : List.of(new Price(from, rates));
    }

    private List<Price> like(ConfigNode node) {
        return node.text()
                .map(id -> {
                    int slash = id.indexOf('/');
                    String provider = slash < 0 ? id : id.substring(0, slash);
                    List<Price> prices = known.prices(PriceList.of(provider), id.substring(slash + 1));
                    if (prices.isEmpty()) {
                        node.error(
                                "expected the provider/model of one that has a price, found " + node.found(),
                                NearestNames.nearest(
                                        id,
                                        known.models(provider).stream()
                                                .map(model -> provider + "/" + model)
                                                .toList()));
                    }
                    return prices;
                })
                .orElse(List.of());
    }

    private static Optional<Rates> rates(String step, ConfigNode node) {
        Matcher match = STEP.matcher(step);
        Optional<Block> block = node.block();
        if (!match.matches() || block.isEmpty()) {
            return Optional.empty();
        }
        Tier tier = match.group(1) == null
                ? Tier.STANDARD
                : Tier.told(match.group(1)).orElseThrow();
        long above = match.group(2) == null ? 0 : Long.parseLong(match.group(2));
        Map<Bucket, BigDecimal> amounts = amounts(block.get());
        if (amounts.isEmpty()) {
            block.get().error("expected prices in USD for a million tokens, such as input: 2.5");
        }
        block.get().end();
        return Optional.of(new Rates(tier, above, amounts, Set.of()));
    }

    private static Map<Bucket, BigDecimal> amounts(Block block) {
        Map<Bucket, BigDecimal> amounts = new EnumMap<>(Bucket.class);
        for (Bucket bucket : Bucket.values()) {
            block.get(bucket.key())
                    .flatMap(node -> node.parsed(
                            "a price in USD such as 0.15",
                            text -> AMOUNT.matcher(text).matches()
                                    ? Optional.of(new BigDecimal(text))
                                    : Optional.empty()))
                    .ifPresent(amount -> amounts.put(bucket, amount));
        }
        return amounts;
    }

    private static Optional<LocalDate> day(ConfigNode node) {
        return node.parsed("a day such as 2026-01-31", text -> {
            try {
                return Optional.of(LocalDate.parse(text));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }
}
