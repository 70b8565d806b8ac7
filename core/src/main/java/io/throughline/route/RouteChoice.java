package io.throughline.route;

import io.throughline.provider.Target;
import java.util.List;
import java.util.Optional;

/**
 * Which targets a call may go to, and why.
 *
 * @param requested the model as the client named it
 * @param alias the alias, where it is one
 * @param order the targets in the order they are tried, at least one
 * @param passedOver targets of the alias that are not for this call
 */
public record RouteChoice(String requested, Optional<Alias> alias, List<Target> order, List<PassedOver> passedOver) {
    /** Copies the lists. */
    public RouteChoice {
        order = List.copyOf(order);
        passedOver = List.copyOf(passedOver);
    }

    /** Makes the choice of a target that was named itself. */
    static RouteChoice of(String requested, Target target) {
        return new RouteChoice(requested, Optional.empty(), List.of(target), List.of());
    }

    /**
     * A target that is not for a call.
     *
     * @param target the target
     * @param reasons why: conditions that do not hold, or what it can't do
     */
    public record PassedOver(Target target, List<String> reasons) {
        /** Copies the list. */
        public PassedOver {
            reasons = List.copyOf(reasons);
        }
    }
}
