package io.throughline;

import io.throughline.dialect.Usage;
import io.throughline.price.Pricing;
import io.throughline.price.Sale;
import io.throughline.provider.Target;
import io.throughline.route.TargetCosts;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalDouble;

/** What targets cost, by the price book: a typical call of a thousand tokens in and three hundred out. */
final class BookedCosts implements TargetCosts {
    private static final Usage TYPICAL = new Usage(1_000, 0, 0, 0, 0, 0, 300, 0, 0);

    private final Pricing pricing;

    BookedCosts(Pricing pricing) {
        this.pricing = pricing;
    }

    @Override
    public OptionalDouble of(Target target) {
        Sale sale = new Sale(
                target.provider().name(),
                Optional.of(target.model()),
                Optional.empty(),
                Optional.empty(),
                LocalDate.now(ZoneOffset.UTC));
        return pricing.cost(sale, TYPICAL)
                .map(cost -> OptionalDouble.of(cost.total().doubleValue()))
                .orElseGet(OptionalDouble::empty);
    }
}
