package io.throughline.price;

import io.throughline.dialect.Billing;
import io.throughline.dialect.Usage;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Adds up tokens and prices, exactly. The prices of a tier and a size hold for the whole call; where they leave a bucket out, the nearest that
 * have it are taken and the cost is an estimate. Used by one thread, once.
 */
final class CostSum {
    private static final int MILLION = 6;

    private final Price price;
    private final Tier tier;
    private final long step;
    private final Map<Bucket, BigDecimal> buckets = new EnumMap<>(Bucket.class);
    private final Set<String> doubts = new LinkedHashSet<>();
    private BigDecimal total = BigDecimal.ZERO;
    private boolean unknown;

    private CostSum(Price price, Tier tier, long context) {
        this.price = price;
        this.tier = tier;
        this.step = price.step(tier, context);
    }

    /**
     * Returns what a usage costs; empty where something was used that has no price.
     *
     * @param price the model's prices
     * @param told the tier that served it, as the provider names it
     * @param usage what was used
     * @param source where the prices are from
     * @param doubts what makes it an estimate before it begins
     */
    static Optional<Cost> of(Price price, Optional<String> told, Usage usage, Cost.Source source, List<String> doubts) {
        Optional<Tier> tier = told.flatMap(Tier::told);
        CostSum sum = new CostSum(price, tier.orElse(Tier.STANDARD), usage.inputTotal());
        sum.doubts.addAll(doubts);
        if (told.isPresent() && tier.isEmpty()) {
            sum.doubts.add("the service tier is not known");
        }
        sum.add(usage);
        return sum.unknown
                ? Optional.empty()
                : Optional.of(new Cost(sum.total, sum.buckets, source, List.copyOf(sum.doubts)));
    }

    private void add(Usage usage) {
        Billing billing = usage.billing();
        if (billing.units().isPresent()) {
            tokens(Bucket.INPUT, billing.units().get().input());
            tokens(Bucket.OUTPUT, billing.units().get().output());
        } else {
            addBuckets(usage);
        }
        addRequest();
        addSearches(billing.searches());
    }

    private void addBuckets(Usage usage) {
        tokens(Bucket.INPUT, usage.input());
        tokens(Bucket.CACHE_READ, usage.cacheRead());
        tokens(Bucket.CACHE_WRITE_5M, usage.cacheWrite5m());
        tokens(Bucket.CACHE_WRITE_1H, usage.cacheWrite1h());
        tokens(Bucket.AUDIO_INPUT, usage.audioInput());
        tokens(Bucket.IMAGE, usage.image());
        tokens(Bucket.OUTPUT, usage.output());
        tokens(Bucket.REASONING, usage.reasoning());
        tokens(Bucket.AUDIO_OUTPUT, usage.audioOutput());
    }

    private void tokens(Bucket bucket, long count) {
        if (count == 0) {
            return;
        }
        Optional<BigDecimal> million = find(bucket);
        if (million.isEmpty()) {
            unknown = true;
        } else {
            part(bucket, million.get().movePointLeft(MILLION).multiply(BigDecimal.valueOf(count)));
        }
    }

    private void addRequest() {
        own(Bucket.REQUEST).ifPresent(each -> part(Bucket.REQUEST, each));
    }

    private void addSearches(long count) {
        if (count == 0) {
            return;
        }
        own(Bucket.SEARCH)
                .ifPresentOrElse(
                        each -> part(Bucket.SEARCH, each.multiply(BigDecimal.valueOf(count))),
                        () -> doubts.add("searches have no price"));
    }

    private void part(Bucket bucket, BigDecimal amount) {
        if (amount.signum() != 0) {
            buckets.put(bucket, amount);
            total = total.add(amount);
        }
    }

    /** A bucket without a price anywhere is charged as another is: as providers do, or as the nearest guess. */
    private Optional<BigDecimal> find(Bucket bucket) {
        return own(bucket).or(() -> switch (bucket) {
            case CACHE_READ, CACHE_WRITE_5M, IMAGE -> own(Bucket.INPUT);
            case REASONING -> own(Bucket.OUTPUT);
            case CACHE_WRITE_1H ->
                own(Bucket.CACHE_WRITE_5M)
                        .map(price -> doubted(price, "cache writes of an hour are priced as those of five minutes"))
                        .or(() -> own(Bucket.INPUT));
            case AUDIO_INPUT -> own(Bucket.INPUT).map(price -> doubted(price, "audio is priced as text"));
            case AUDIO_OUTPUT -> own(Bucket.OUTPUT).map(price -> doubted(price, "audio is priced as text"));
            default -> Optional.empty();
        });
    }

    /** Finds a bucket's own price: of the tier and size, else of the size, else of the tier, else the usual one. */
    private Optional<BigDecimal> own(Bucket bucket) {
        return rate(bucket, tier, step)
                .or(() -> rate(bucket, Tier.STANDARD, step).map(price -> lacking(bucket, price)))
                .or(() -> rate(bucket, tier, 0).map(price -> lacking(bucket, price)))
                .or(() -> rate(bucket, Tier.STANDARD, 0).map(price -> lacking(bucket, price)));
    }

    private Optional<BigDecimal> rate(Bucket bucket, Tier in, long above) {
        Optional<Rates> rates = price.rates(in, above).filter(it -> it.usd().containsKey(bucket));
        if (rates.filter(it -> it.rough().contains(bucket)).isPresent()) {
            doubts.add("the price of " + bucket.key() + " depends on what the answer does not tell");
        }
        return rates.flatMap(it -> it.of(bucket));
    }

    /** Searches and calls cost the same in each tier and size, unless it is said otherwise. */
    private BigDecimal lacking(Bucket bucket, BigDecimal usual) {
        String where = tier == Tier.STANDARD ? "over " + step + " tokens" : tier.key();
        return bucket.isOfTokens() ? doubted(usual, "no price of " + bucket.key() + " for " + where) : usual;
    }

    private BigDecimal doubted(BigDecimal amount, String doubt) {
        doubts.add(doubt);
        return amount;
    }
}
