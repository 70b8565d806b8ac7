package io.throughline.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which requests a target is for: those for which all that is said here holds.
 *
 * @param vision whether the request must hold an image, or must not
 * @param tools whether it must offer tools, or must not
 * @param contextOver its prompt must have more tokens than this, as estimated
 * @param contextUpTo its prompt must have this many tokens at most, as estimated
 * @param tags its tags ({@code X-Throughline-Tags}) must have these values
 */
public record Condition(
        Optional<Boolean> vision,
        Optional<Boolean> tools,
        OptionalLong contextOver,
        OptionalLong contextUpTo,
        Map<String, String> tags) {
    private static final Condition NONE =
            new Condition(Optional.empty(), Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), Map.of());

    /** Copies the map. */
    public Condition {
        tags = Map.copyOf(tags);
    }

    /** Returns the condition that every request fulfils. */
    public static Condition none() {
        return NONE;
    }

    /** Returns whether it has to do with the request's body. */
    boolean readsBody() {
        return vision.isPresent() || tools.isPresent() || contextOver.isPresent() || contextUpTo.isPresent();
    }

    /** Returns what a request lacks for this; nothing where it holds. */
    public List<String> unmet(RequestTraits request) {
        List<String> unmet = new ArrayList<>();
        vision.filter(wanted -> wanted != request.vision()).ifPresent(wanted -> unmet.add("vision: " + wanted));
        tools.filter(wanted -> wanted != request.tools()).ifPresent(wanted -> unmet.add("tools: " + wanted));
        if (contextOver.isPresent() && request.contextTokens() <= contextOver.getAsLong()) {
            unmet.add("context-over: " + contextOver.getAsLong());
        }
        if (contextUpTo.isPresent() && request.contextTokens() > contextUpTo.getAsLong()) {
            unmet.add("context-up-to: " + contextUpTo.getAsLong());
        }
        tags.forEach((name, value) -> {
            if (!value.equals(request.tags().get(name))) {
                unmet.add("tags: " + name + "=" + value);
            }
        });
        return unmet;
    }
}
