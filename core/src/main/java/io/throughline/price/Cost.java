package io.throughline.price;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a call costs, in USD, exactly.
 *
 * @param total all of it
 * @param buckets the parts of it, in order, none of them zero; empty where the provider told no more than the total
 * @param source where the prices are from
 * @param doubts why it is no more than an estimate; empty where it is exact
 */
public record Cost(BigDecimal total, Map<Bucket, BigDecimal> buckets, Source source, List<String> doubts) {
    /** Copies the collections. */
    public Cost {
        Map<Bucket, BigDecimal> ordered = new EnumMap<>(Bucket.class);
        ordered.putAll(buckets);
        buckets = Collections.unmodifiableMap(ordered);
        doubts = List.copyOf(doubts);
    }

    /** Returns whether it is an estimate. */
    public boolean estimated() {
        return !doubts.isEmpty();
    }

    /** Returns this cost and another, added up. */
    public Cost plus(Cost other) {
        Map<Bucket, BigDecimal> both = new EnumMap<>(Bucket.class);
        both.putAll(buckets);
        other.buckets.forEach((bucket, amount) -> both.merge(bucket, amount, BigDecimal::add));
        Cost sum = new Cost(total.add(other.total), both, source, doubts);
        for (String doubt : other.doubts) {
            sum = sum.doubted(doubt);
        }
        return sum;
    }

    /** Returns this cost with one more reason why it is an estimate. */
    public Cost doubted(String doubt) {
        List<String> all =
                Stream.concat(doubts.stream(), Stream.of(doubt)).distinct().toList();
        return new Cost(total, buckets, source, all);
    }

    /** Returns an amount without zeros at its end and without an exponent: as it is written to people and machines. */
    public static String plain(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }

    /** Where a cost is from. */
    public enum Source {
        /** The price book that comes with this version. */
        BOOK,
        /** The configuration's prices. */
        CONFIGURATION,
        /** The provider's own account. */
        PROVIDER
    }
}
