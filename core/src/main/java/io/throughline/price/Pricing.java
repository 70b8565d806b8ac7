package io.throughline.price;

import io.throughline.dialect.Usage;
import io.throughline.provider.Provider;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Says what calls cost. Immutable, safe for use by many threads; never blocks. The built-in book is read when it is first asked, about a tenth of a second.
 *
 * <p>The first of these holds:
 *
 * <ol>
 *   <li>the provider's own figure;
 *   <li>the configuration's prices, of the model that served or the one that was asked for;
 *   <li>the built-in book's, of the same two;
 *   <li>the built-in book's, of the names without date, region or variant: then it is an estimate.
 * </ol>
 *
 * Where none does, nobody knows the cost.
 */
public final class Pricing {
    private static final String AZURE = "azure";
    private static final String DEPLOYMENT = "the kind of the deployment is not known";

    private final Settings settings;

    private Pricing(Settings settings) {
        this.settings = settings;
    }

    /**
     * Makes a pricing.
     *
     * @param told what the configuration says of prices
     * @param providers the configured providers
     */
    public static Pricing of(PriceSettings told, Collection<Provider> providers) {
        return new Pricing(Settings.of(told, providers));
    }

    /** Makes a pricing that knows nothing but what providers tell. */
    public static Pricing none() {
        return new Pricing(
                new Settings(PriceBook.EMPTY, () -> PriceBook.EMPTY, Map.of(), Map.of(), new ConcurrentHashMap<>()));
    }

    /** Returns what a usage costs, if that is known. */
    public Optional<Cost> cost(Sale sale, Usage usage) {
        return cost(sale, usage, List.of());
    }

    /**
     * Returns what a usage costs, if that is known.
     *
     * @param sale what was bought
     * @param usage what was used
     * @param doubts why the usage itself is an estimate; a provider's figure of zero is not taken then
     */
    public Optional<Cost> cost(Sale sale, Usage usage, List<String> doubts) {
        Optional<Cost> told = usage.billing()
                .usd()
                .filter(usd -> doubts.isEmpty() || usd.signum() > 0)
                .map(usd -> new Cost(usd, Map.of(), Cost.Source.PROVIDER, doubts));
        return told.or(() -> settings.known(sale).flatMap(found -> found.cost(sale, usage, doubts)));
    }

    /** Prices, and how sure it is that they are the ones. */
    private record Found(Price price, Cost.Source source, Optional<String> doubt) {
        private Optional<Cost> cost(Sale sale, Usage usage, List<String> doubts) {
            List<String> all = new ArrayList<>(doubts);
            doubt.ifPresent(all::add);
            return CostSum.of(price, sale.tier(), usage, source, all);
        }
    }

    /** All of a sale that decides which price it has. */
    private record Sought(String provider, Optional<String> model, Optional<String> servedBy, LocalDate day) {}

    private record Settings(
            PriceBook configured,
            Supplier<PriceBook> builtIn,
            Map<String, PriceList> lists,
            Map<String, PriceList> said,
            Map<Sought, Optional<Found>> found) {
        /** Few models are called on a day; with more of them all begins anew. */
        private static final int MOST_FOUND = 1_000;

        private static Settings of(PriceSettings told, Collection<Provider> providers) {
            Map<String, PriceList> lists = new HashMap<>();
            providers.forEach(provider -> lists.put(provider.name(), PriceList.of(provider)));
            lists.putAll(told.lists());
            return new Settings(
                    told.book(), PriceBook::builtIn, Map.copyOf(lists), told.lists(), new ConcurrentHashMap<>());
        }

        private Optional<Found> known(Sale sale) {
            Sought sought = new Sought(sale.provider(), sale.model(), sale.servedBy(), sale.day());
            Optional<Found> before = found.get(sought);
            if (before != null) {
                return before;
            }
            Optional<Found> now = find(sale);
            if (found.size() >= MOST_FOUND) {
                found.clear();
            }
            found.put(sought, now);
            return now;
        }

        private Optional<Found> find(Sale sale) {
            PriceList list = Optional.ofNullable(lists.get(sale.provider())).orElse(PriceList.of(sale.provider()));
            List<ModelNames> names = new ArrayList<>(2);
            sale.servedBy().ifPresent(model -> names.add(ModelNames.of(list.provider(), model)));
            Optional<ModelNames> asked = sale.model().map(model -> ModelNames.of(list.provider(), model));
            // what was asked for is a deployment there: its name says nothing of the model
            boolean deployment = list.provider().equals(AZURE);
            List<ModelNames> configurable = new ArrayList<>(names);
            asked.ifPresent(configurable::add);
            List<ModelNames> known = deployment ? names : configurable;
            return exact(sale, list, configurable)
                    .or(() -> built(list, known, sale.day(), deployment))
                    .or(() -> near(list, known, sale.day()));
        }

        private Optional<Found> exact(Sale sale, PriceList list, List<ModelNames> names) {
            for (ModelNames each : names) {
                Optional<PriceBook.Named> own = configured
                        .find(PriceList.of(sale.provider()), each.same(), sale.day())
                        .or(() -> configured.find(list, each.same(), sale.day()));
                if (own.isPresent()) {
                    return own.map(it -> new Found(it.price(), Cost.Source.CONFIGURATION, Optional.empty()));
                }
            }
            return Optional.empty();
        }

        private Optional<Found> built(PriceList list, List<ModelNames> names, LocalDate day, boolean deployment) {
            boolean sure = !deployment || said.containsValue(list);
            return names.stream()
                    .flatMap(each -> builtIn.get().find(list, each.same(), day).stream())
                    .findFirst()
                    .map(it ->
                            new Found(it.price(), Cost.Source.BOOK, sure ? Optional.empty() : Optional.of(DEPLOYMENT)));
        }

        private Optional<Found> near(PriceList list, List<ModelNames> names, LocalDate day) {
            return names.stream()
                    .flatMap(each -> builtIn.get().find(list, each.near(), day).stream())
                    .findFirst()
                    .map(it -> new Found(it.price(), Cost.Source.BOOK, Optional.of("priced as " + it.name())));
        }
    }
}
