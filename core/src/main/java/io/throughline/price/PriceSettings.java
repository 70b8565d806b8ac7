package io.throughline.price;

import java.util.Map;

/**
 * What the configuration says of prices.
 *
 * @param book prices that outrank the built-in ones; the providers are named as the configuration does, or as the lists they have
 * @param lists whose prices hold for a configured provider, where it is said
 */
public record PriceSettings(PriceBook book, Map<String, PriceList> lists) {
    /** Nothing is said. */
    public static final PriceSettings NONE = new PriceSettings(PriceBook.EMPTY, Map.of());

    /** Copies the map. */
    public PriceSettings {
        lists = Map.copyOf(lists);
    }
}
