package io.throughline.route;

import io.throughline.provider.Target;
import java.util.OptionalDouble;

/** What a model's tokens cost, for the strategy {@code least-cost}. Safe for use by many threads. */
@FunctionalInterface
public interface TargetCosts {
    /** Returns the price of a typical call in any unit that is the same for all targets; empty where it is not known. */
    OptionalDouble of(Target target);

    /** Returns costs of which none is known: targets stay in the order of configuration. */
    static TargetCosts unknown() {
        return target -> OptionalDouble.empty();
    }
}
