package io.throughline.price;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Prices by provider, region and model. Immutable; a look-up costs a few accesses to maps. Its text form stands in {@code docs/prices.md}. */
public final class PriceBook {
    /** A book without prices. */
    public static final PriceBook EMPTY = new PriceBook(Map.of());

    private static final String RESOURCE = "prices.txt";

    private final Map<PriceList, Map<String, List<Price>>> lists;

    PriceBook(Map<PriceList, Map<String, List<Price>>> lists) {
        this.lists = lists.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, list -> newestFirst(list.getValue())));
    }

    /** Returns the book that comes with this version. It is read once. */
    public static PriceBook builtIn() {
        return BuiltIn.BOOK;
    }

    /**
     * Reads a book.
     *
     * @param text its text, as {@code docs/prices.md} states
     * @throws PriceFormatException with everything that is wrong
     */
    public static PriceBook read(String text) throws PriceFormatException {
        return PriceText.read(text);
    }

    /**
     * Makes a book of one model.
     *
     * @param list whose price it is
     * @param model the model, as the provider names it
     * @param prices its prices, by effective date
     */
    public static PriceBook of(PriceList list, String model, List<Price> prices) {
        return new PriceBook(Map.of(list, Map.of(model, prices)));
    }

    /** Returns this book with another over it: the models that the other one has, have its prices alone. */
    public PriceBook with(PriceBook over) {
        Map<PriceList, Map<String, List<Price>>> all = new HashMap<>(lists);
        over.lists.forEach((list, models) -> {
            Map<String, List<Price>> merged = new HashMap<>(all.getOrDefault(list, Map.of()));
            merged.putAll(models);
            all.put(list, merged);
        });
        return new PriceBook(all);
    }

    /** Returns a model's prices, newest first, by its very name in the list of the region, else in that of all; none where it has none. */
    public List<Price> prices(PriceList list, String model) {
        List<Price> regional = listed(list).get(model);
        return regional != null
                ? regional
                : listed(PriceList.of(list.provider())).getOrDefault(model, List.of());
    }

    /** Returns the names of a provider's models, those of all its regions, in alphabetical order. */
    public Set<String> models(String provider) {
        return lists.entrySet().stream()
                .filter(list -> list.getKey().provider().equals(provider))
                .flatMap(list -> list.getValue().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the names of the providers. */
    public Set<String> providers() {
        return lists.keySet().stream().map(PriceList::provider).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns how many models have a price, each counted once a region. */
    public int size() {
        return lists.values().stream().mapToInt(Map::size).sum();
    }

    /** Finds what a model costs on a day, by the first of its names that has a price then. */
    Optional<Named> find(PriceList list, List<String> names, LocalDate day) {
        for (String name : names) {
            for (Price price : prices(list, name)) {
                if (price.holds(day)) {
                    return Optional.of(new Named(name, price));
                }
            }
        }
        return Optional.empty();
    }

    private Map<String, List<Price>> listed(PriceList list) {
        return lists.getOrDefault(list, Map.of());
    }

    private static Map<String, List<Price>> newestFirst(Map<String, List<Price>> models) {
        return models.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        model -> model.getValue().stream()
                                .sorted(Comparator.comparing(Price::since).reversed())
                                .toList()));
    }

    /**
     * A price that was found.
     *
     * @param name the name under which it stands
     * @param price the price
     */
    record Named(String name, Price price) {}

    private static final class BuiltIn {
        private static final PriceBook BOOK = load();

        private static PriceBook load() {
            try (InputStream in = Objects.requireNonNull(PriceBook.class.getResourceAsStream(RESOURCE), RESOURCE)) {
                return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (PriceFormatException e) {
                throw new IllegalStateException(RESOURCE + ": " + e.getMessage(), e);
            }
        }
    }
}
