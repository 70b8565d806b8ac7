package io.throughline.provider;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the provider of a model name. Immutable and safe for use by many threads; a name that is found costs a look-up or two, one that
 * isn't a bounded search for those that are near.
 *
 * <p>In this order (spec, section 5):
 *
 * <ol>
 *   <li>{@code provider/model}, where the part before the first slash is a configured provider: that provider, whatever the model;
 *   <li>a name among the {@code models} of a configured provider;
 *   <li>a name in the built-in catalogue of a configured provider.
 * </ol>
 *
 * Where several providers have a name, the one configured first has it.
 */
public final class Models {
    private static final int LONGEST_SHOWN = 100;
    private static final int MOST_NEAREST = 3;

    private final Map<String, Provider> providers = new LinkedHashMap<>();
    private final Map<String, Target> byName = new HashMap<>();
    private final List<Target> targets;
    private final List<String> otherNames;

    private Models(Collection<Provider> configured, Collection<String> others) {
        otherNames = List.copyOf(others);
        configured.forEach(provider -> providers.put(provider.name(), provider));
        configured.forEach(provider -> provider.models().forEach(model -> add(provider, model)));
        configured.forEach(provider -> Catalogue.models(provider.name()).forEach(model -> add(provider, model)));
        targets = configured.stream()
                .flatMap(provider -> listed(provider).stream().map(model -> new Target(provider, model)))
                .toList();
    }

    /** Returns the models of these providers, which are in the order of configuration. */
    public static Models of(Collection<Provider> providers) {
        return new Models(providers, List.of());
    }

    /** Returns these models, which name {@code others}, such as aliases, too where one that is near is looked for. */
    public Models beside(Collection<String> others) {
        return new Models(providers.values(), others);
    }

    /** Finds the model that a caller calls {@code name}. */
    public ModelLookup find(String name) {
        Optional<Target> atProvider = atProvider(name);
        if (atProvider.isPresent()) {
            return atProvider.get();
        }
        Target target = byName.get(name);
        return target != null ? target : unknown(name);
    }

    /**
     * Returns what to show as the list of models: of each provider, in the order of configuration, its configured models, or where it has
     * none those of the catalogue. Each is found again by its {@link Target#id()}.
     */
    public List<Target> list() {
        return targets;
    }

    private void add(Provider provider, String model) {
        byName.putIfAbsent(model, new Target(provider, model));
    }

    private static List<String> listed(Provider provider) {
        return provider.models().isEmpty() ? Catalogue.models(provider.name()) : provider.models();
    }

    private Optional<Target> atProvider(String name) {
        int slash = name.indexOf('/');
        if (slash < 1 || slash == name.length() - 1) {
            return Optional.empty();
        }
        return Optional.ofNullable(providers.get(name.substring(0, slash)))
                .map(provider -> new Target(provider, name.substring(slash + 1)));
    }

    private UnknownModel unknown(String name) {
        List<String> nearest = NearestNames.nearest(name, candidates(name), MOST_NEAREST);
        String shown = shown(name);
        StringBuilder message =
                new StringBuilder("There is no model \"").append(shown).append("\".");
        if (!nearest.isEmpty()) {
            message.append(nearest.stream().collect(Collectors.joining("\", \"", " Did you mean \"", "\"?")));
        }
        notConfigured(name).ifPresent(message::append);
        return new UnknownModel(shown, nearest, message.toString());
    }

    private Set<String> candidates(String name) {
        Set<String> candidates = new LinkedHashSet<>(otherNames);
        candidates.addAll(byName.keySet());
        if (name.indexOf('/') >= 0) {
            targets.forEach(target -> candidates.add(target.id()));
        }
        return candidates;
    }

    private Optional<String> notConfigured(String name) {
        List<String> having = new ArrayList<>(Catalogue.providersOf(name));
        int slash = name.indexOf('/');
        if (slash > 0 && Catalogue.provider(name.substring(0, slash)).isPresent()) {
            having.add(0, name.substring(0, slash));
        }
        return having.stream()
                .filter(provider -> !providers.containsKey(provider))
                .findFirst()
                .map(provider -> " The provider \"" + provider + "\" is not configured" + remedy(provider) + ".");
    }

    private static String remedy(String provider) {
        return Catalogue.provider(provider)
                .flatMap(builtin -> builtin.keyVariables().stream().findFirst())
                .map(variable -> ": " + variable + " in the server's environment, or providers." + provider
                        + " in its configuration, would do that")
                .orElse("");
    }

    private static String shown(String name) {
        String cut = name.length() <= LONGEST_SHOWN ? name : name.substring(0, LONGEST_SHOWN) + "…";
        return cut.replaceAll("[\\p{C}\"]", "?");
    }
}
