package io.throughline.price;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The prices of a model in one tier, from one size of context on.
 *
 * @param tier the tier
 * @param above the input tokens, cached ones included, above which they hold for the whole call; 0 for all calls
 * @param usd prices in USD: of a million tokens, of one search, of one call
 * @param rough the buckets whose price is one of several, by something that answers don't tell
 */
public record Rates(Tier tier, long above, Map<Bucket, BigDecimal> usd, Set<Bucket> rough) {
    /** Copies the collections. */
    public Rates {
        Map<Bucket, BigDecimal> ordered = new EnumMap<>(Bucket.class);
        ordered.putAll(usd);
        usd = Collections.unmodifiableMap(ordered);
        Set<Bucket> marked = EnumSet.noneOf(Bucket.class);
        marked.addAll(rough);
        rough = Collections.unmodifiableSet(marked);
    }

    /** Returns the price of a bucket, where it has one of its own. */
    public Optional<BigDecimal> of(Bucket bucket) {
        return Optional.ofNullable(usd.get(bucket));
    }

    boolean is(Tier wanted, long size) {
        return tier == wanted && above == size;
    }
}
