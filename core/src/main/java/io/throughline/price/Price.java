package io.throughline.price;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The prices of a model from one day on.
 *
 * @param from the first day, UTC; empty for ever since
 * @param rates prices by tier and size of context; those of the standard tier for all calls are among them
 */
public record Price(Optional<LocalDate> from, List<Rates> rates) {
    /** Copies the list. */
    public Price {
        rates = List.copyOf(rates);
    }

    boolean holds(LocalDate day) {
        return from.isEmpty() || !day.isBefore(from.get());
    }

    LocalDate since() {
        return from.orElse(LocalDate.MIN);
    }

    Optional<Rates> rates(Tier tier, long above) {
        return rates.stream().filter(it -> it.is(tier, above)).findFirst();
    }

    /** Returns the largest size above which other prices hold, of those that {@code context} is above; 0 where there is none. */
    long step(Tier tier, long context) {
        return rates.stream()
                .filter(it -> it.tier() == tier || it.tier() == Tier.STANDARD)
                .mapToLong(Rates::above)
                .filter(above -> context > above)
                .max()
                .orElse(0);
    }
}
