package io.throughline.route;

import io.throughline.provider.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A name that stands for several targets.
 *
 * @param name the name that callers use
 * @param strategy how its targets are put in order
 * @param choices its targets, at least one, in the order of configuration
 * @param fallbackOn statuses among 401, 403 and 404 that send a call to the next target; empty for what holds for all
 * @param hedge when a slow target gets another beside it; never where it is empty
 * @param continues whether another target goes on with a text whose stream broke
 */
public record Alias(
        String name,
        Strategy strategy,
        List<Choice> choices,
        Optional<Set<Integer>> fallbackOn,
        Optional<Hedge> hedge,
        boolean continues) {
    /** Copies the collections. */
    public Alias {
        choices = List.copyOf(choices);
        fallbackOn = fallbackOn.map(Set::copyOf);
    }

    /**
     * One of an alias's targets.
     *
     * @param target the target
     * @param weight its share where shares count, 1 or more
     * @param when which requests it is for
     */
    public record Choice(Target target, int weight, Condition when) {
        Choice in(String environment) {
            return new Choice(target.in(environment), weight, when);
        }
    }
}
