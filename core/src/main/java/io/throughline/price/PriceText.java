package io.throughline.price;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a book's text: sections of providers, in which each line is a model and its prices. Reads on after what is wrong. */
final class PriceText {
    private static final Pattern SECTION = Pattern.compile("\\[([A-Za-z0-9._-]+)(?: ([A-Za-z0-9._-]+))?\\]");
    private static final int MOST_PROBLEMS = 100;

    private final List<PriceFormatException.Problem> problems = new ArrayList<>();
    private final Map<PriceList, Map<String, List<Price>>> lists = new HashMap<>();
    private Optional<Map<String, List<Price>>> section = Optional.empty();
    private int line;

    private PriceText() {}

    static PriceBook read(String text) throws PriceFormatException {
        PriceText reader = new PriceText();
        text.lines().forEach(reader::line);
        if (!reader.problems.isEmpty()) {
            throw new PriceFormatException(reader.problems);
        }
        return new PriceBook(reader.lists);
    }

    private void line(String raw) {
        line++;
        String text = raw.strip();
        if (text.isEmpty() || text.startsWith("#")) {
            return;
        }
        if (text.startsWith("[")) {
            section(text);
        } else if (section.isEmpty()) {
            problem("expected a provider in brackets before the first model, such as [openai]", Optional.empty());
        } else {
            model(section.get(), text.split("\\s+"));
        }
    }

    private void section(String text) {
        Matcher name = SECTION.matcher(text);
        if (!name.matches()) {
            problem("expected [provider] or [provider region]", Optional.empty());
            section = Optional.of(new HashMap<>()); // its models are read, for what is wrong with them
            return;
        }
        PriceList list = new PriceList(name.group(1), Optional.ofNullable(name.group(2)));
        section = Optional.of(lists.computeIfAbsent(list, it -> new HashMap<>()));
    }

    private void model(Map<String, List<Price>> models, String[] words) {
        PriceLine price = new PriceLine(this::problem);
        for (int i = 1; i < words.length; i++) {
            price.word(words[i]);
        }
        price.end().ifPresent(read -> {
            List<Price> prices = models.computeIfAbsent(words[0], name -> new ArrayList<>(1));
            if (prices.stream().anyMatch(other -> other.from().equals(read.from()))) {
                problem("there is a price of this model from the same day already", Optional.empty());
            }
            prices.add(read);
        });
    }

    private void problem(String message, Optional<String> suggestion) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(new PriceFormatException.Problem(line, message, suggestion));
        }
    }
}
