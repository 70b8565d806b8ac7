package io.throughline.price;

import io.throughline.dialect.Billing;
import io.throughline.dialect.Usage;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A line of the table of costs.
 *
 * @param line the line, to be shown
 * @param provider the provider
 * @param model the model that was asked for
 * @param told what else is known of the sale: {@code served}, {@code tier}, {@code region}
 * @param used what was used, by bucket
 * @param arithmetic how the total is worked out
 * @param total the total in USD
 * @param isEstimate whether it is one
 */
record Vector(
        String line,
        String provider,
        String model,
        Map<String, String> told,
        Map<String, String> used,
        String arithmetic,
        String total,
        boolean isEstimate) {

    static Vector of(String line) {
        List<String> fields =
                Arrays.stream(line.split("\\|")).map(String::strip).toList();
        String[] sale = fields.get(0).split(" +", 3);
        return new Vector(
                line,
                sale[0],
                sale[1],
                pairs(sale.length > 2 ? sale[2] : ""),
                pairs(fields.get(1)),
                fields.get(2),
                fields.size() > 3 ? fields.get(3) : "",
                fields.size() > 4 && fields.get(4).equals("about"));
    }

    boolean isUnknown() {
        return arithmetic.equals("unknown");
    }

    Pricing pricing() {
        Map<String, PriceList> lists = told.containsKey("region")
                ? Map.of(provider, new PriceList(provider, Optional.of(told.get("region"))))
                : Map.of();
        return Pricing.of(new PriceSettings(PriceBook.EMPTY, lists), List.of());
    }

    Sale sale() {
        return new Sale(
                provider,
                Optional.of(model),
                Optional.ofNullable(told.get("served")),
                Optional.ofNullable(told.get("tier")),
                LocalDate.of(2026, 11, 21));
    }

    Usage usage() {
        Optional<Billing.Units> units = Optional.ofNullable(used.get("billed"))
                .map(text -> text.split("/"))
                .map(both -> new Billing.Units(Long.parseLong(both[0]), Long.parseLong(both[1])));
        return new Usage(
                count("input"),
                count("cache-read"),
                count("cache-write"),
                count("cache-write-1h"),
                count("audio-input"),
                count("image"),
                count("output"),
                count("reasoning"),
                count("audio-output"),
                new Billing(
                        count("search"),
                        units,
                        Optional.ofNullable(used.get("usd")).map(BigDecimal::new)));
    }

    private long count(String bucket) {
        return Long.parseLong(used.getOrDefault(bucket, "0"));
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split(" +")) {
            String[] both = pair.split("=", 2);
            pairs.put(both[0], both[1]);
        }
        return pairs;
    }

    @Override
    public String toString() {
        return line;
    }
}
