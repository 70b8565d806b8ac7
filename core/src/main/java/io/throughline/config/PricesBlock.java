package io.throughline.config;

import io.throughline.price.Price;
import io.throughline.price.PriceBook;
import io.throughline.price.PriceFormatException;
import io.throughline.price.PriceList;
import io.throughline.price.PriceSettings;
import io.throughline.provider.NearestNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code prices}: a book in a file, prices of single models over it, and whose prices hold for a provider that this version does not know by
 * its name.
 */
final class PricesBlock {
    private static final int LARGEST_FILE = 8 << 20;
    private static final String REGION = "1 to 40 small letters, digits and hyphens";

    private final Collection<String> providers;
    private final Reading reading;

    /** A reader of prices for an installation with these providers. */
    PricesBlock(Collection<String> providers, Reading reading) {
        this.providers = providers;
        this.reading = reading;
    }

    PriceSettings read(Block block) {
        PriceBook book = block.get("file").flatMap(this::file).orElse(PriceBook.EMPTY);
        Map<String, PriceList> lists = block.get("providers")
                .flatMap(ConfigNode::block)
                .map(this::lists)
                .orElse(Map.of());
        Optional<Block> models = block.get("models").flatMap(ConfigNode::block);
        if (models.isPresent()) {
            for (var entry : models.get().all().entrySet()) {
                book = book.with(model(entry.getKey(), entry.getValue(), book));
            }
        }
        block.end();
        return new PriceSettings(book, lists);
    }

    private Optional<PriceBook> file(ConfigNode node) {
        Optional<Path> path = node.path();
        if (path.isEmpty()) {
            return Optional.empty();
        }
        reading.files().accept(path.get());
        try (InputStream in = Files.newInputStream(path.get())) {
            byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                node.error("the file is longer than 8 MiB");
                return Optional.empty();
            }
            return Optional.of(PriceBook.read(new String(bytes, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            node.error("the file can't be read");
        } catch (PriceFormatException e) {
            Place file = Place.whole(path.get().toString());
            e.problems().forEach(it -> reading.problems().error(file.at(it.line(), 1), it.message(), it.suggestion()));
        }
        return Optional.empty();
    }

    private Map<String, PriceList> lists(Block block) {
        Map<String, PriceList> lists = new HashMap<>();
        block.all().forEach((name, node) -> {
            if (!providers.contains(name)) {
                node.error("there is no such provider", NearestNames.nearest(name, providers));
            }
            node.block().flatMap(it -> list(name, it)).ifPresent(list -> lists.put(name, list));
        });
        return lists;
    }

    private static Optional<PriceList> list(String name, Block block) {
        Optional<String> region = block.get("region")
                .flatMap(node ->
                        node.parsed(REGION, text -> Optional.of(text).filter(it -> it.matches("[a-z0-9-]{1,40}"))));
        String list = block.get("like").flatMap(PricesBlock::knownList).orElse(name);
        block.end();
        return Optional.of(new PriceList(list, region));
    }

    private static Optional<String> knownList(ConfigNode node) {
        return node.text().flatMap(text -> {
            Collection<String> known = PriceBook.builtIn().providers();
            if (known.contains(text)) {
                return Optional.of(text);
            }
            node.error(
                    "expected a provider that has built-in prices, found " + node.found(),
                    NearestNames.nearest(text, known));
            return Optional.empty();
        });
    }

    private PriceBook model(String id, ConfigNode node, PriceBook before) {
        int slash = id.indexOf('/');
        if (slash < 1 || slash == id.length() - 1) {
            node.error("expected provider/model as the key");
            return PriceBook.EMPTY;
        }
        String provider = id.substring(0, slash);
        if (!providers.contains(provider)) {
            node.warn("there is no such provider", NearestNames.nearest(provider, providers));
        }
        List<Price> prices = new PriceEntry(PriceBook.builtIn().with(before)).read(node);
        return prices.isEmpty()
                ? PriceBook.EMPTY
                : PriceBook.of(PriceList.of(provider), id.substring(slash + 1), prices);
    }
}
