package io.throughline.price;

import io.throughline.provider.NearestNames;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The prices of one model that are being read, word by word: {@code key=value}, or the tier and size from which on other prices follow. */
final class PriceLine {
    private static final Pattern STEP = Pattern.compile("([a-z]*)(?:>([0-9]{1,12}))?");
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,18})?)(~?)");
    private static final String FROM = "from";
    private static final List<String> WORDS = Stream.concat(
                    Bucket.keys().stream(), Stream.of(FROM, "flex", "priority", "batch"))
            .toList();

    private final BiConsumer<String, Optional<String>> problems;
    private final List<Rates> rates = new ArrayList<>(2);
    private Optional<LocalDate> from = Optional.empty();
    private Tier tier = Tier.STANDARD;
    private long above;
    private boolean wrong;
    private Map<Bucket, BigDecimal> usd = new EnumMap<>(Bucket.class);
    private Set<Bucket> rough = EnumSet.noneOf(Bucket.class);

    /** Makes a line that says what is wrong to {@code problems}, with the nearest right word. */
    PriceLine(BiConsumer<String, Optional<String>> problems) {
        this.problems = problems;
    }

    void word(String word) {
        int sign = word.indexOf('=');
        if (sign < 0) {
            step(word);
        } else if (word.substring(0, sign).equals(FROM)) {
            from(word.substring(sign + 1));
        } else {
            price(word.substring(0, sign), word.substring(sign + 1));
        }
    }

    /** Returns the whole, where it is one. */
    Optional<Price> end() {
        close();
        if (wrong) {
            return Optional.empty();
        }
        if (rates.isEmpty()) {
            wrong("expected a price, such as input=2.5", Optional.empty());
            return Optional.empty();
        }
        return Optional.of(new Price(from, rates));
    }

    private void step(String word) {
        Matcher step = STEP.matcher(word);
        Optional<Tier> named = Optional.empty();
        if (step.matches()) {
            named = step.group(1).isEmpty()
                    ? Optional.of(Tier.STANDARD)
                    : Tier.told(step.group(1)).filter(it -> it.key().equals(step.group(1)));
        }
        if (named.isEmpty()) {
            wrong(
                    "expected key=price, or where other prices begin such as flex or >200000, found " + shown(word),
                    NearestNames.nearest(word, WORDS));
            usd = new EnumMap<>(Bucket.class); // what follows is of the step that nobody knows
            return;
        }
        close();
        tier = named.get();
        above = step.group(2) == null ? 0 : Long.parseLong(step.group(2));
        usd = new EnumMap<>(Bucket.class);
        rough = EnumSet.noneOf(Bucket.class);
    }

    private void from(String day) {
        try {
            from = Optional.of(LocalDate.parse(day));
        } catch (DateTimeException e) {
            wrong("from: expected a day such as 2026-01-31, found " + shown(day), Optional.empty());
        }
    }

    private void price(String key, String value) {
        Optional<Bucket> bucket = Bucket.of(key);
        Matcher amount = AMOUNT.matcher(value);
        if (bucket.isEmpty()) {
            wrong("unknown key " + shown(key), NearestNames.nearest(key, WORDS));
        } else if (!amount.matches()) {
            wrong(key + ": expected a price in USD such as 0.15, found " + shown(value), Optional.empty());
        } else if (usd.put(bucket.get(), new BigDecimal(amount.group(1))) != null) {
            wrong(key + " is there twice", Optional.empty());
        } else if (!amount.group(2).isEmpty()) {
            rough.add(bucket.get());
        }
    }

    private void close() {
        if (wrong || (usd.isEmpty() && tier == Tier.STANDARD && above == 0)) {
            return;
        }
        if (rates.stream().anyMatch(other -> other.is(tier, above))) {
            wrong("prices of the same tier and size are there twice", Optional.empty());
        } else if (usd.isEmpty()) {
            wrong("expected a price after " + tier.key() + (above > 0 ? ">" + above : ""), Optional.empty());
        } else {
            rates.add(new Rates(tier, above, usd, rough));
        }
    }

    private void wrong(String message, Optional<String> suggestion) {
        wrong = true;
        problems.accept(message, suggestion);
    }

    private static String shown(String text) {
        return "\"" + (text.length() > 40 ? text.substring(0, 40) + "…" : text).replaceAll("[\\p{C}\"]", "?") + "\"";
    }
}
