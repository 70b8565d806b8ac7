package io.throughline.config;

import io.throughline.provider.ModelLookup;
import io.throughline.provider.Models;
import io.throughline.provider.NearestNames;
import io.throughline.provider.Target;
import io.throughline.provider.UnknownModel;
import io.throughline.route.Alias;
import io.throughline.route.Condition;
import io.throughline.route.Hedge;
import io.throughline.route.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code aliases}: names that stand for several targets. An alias is no target of another, so there are no circles. */
final class AliasesBlock {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");
    private static final int MOST_TARGETS = 64;
    private static final int LARGEST_WEIGHT = 1_000;
    private static final int MOST_HEDGES = 3;
    private static final Duration LONGEST_HEDGE = Duration.ofHours(1);
    private static final List<String> STRATEGY_NAMES =
            Arrays.stream(Strategy.values()).map(Strategy::key).toList();
    private static final Map<String, Strategy> STRATEGIES =
            Arrays.stream(Strategy.values()).collect(Collectors.toMap(Strategy::key, Function.identity()));

    private final Models models;
    private final Set<String> names = new HashSet<>();

    AliasesBlock(Models models) {
        this.models = models;
    }

    Map<String, Alias> read(Block block) {
        Map<String, ConfigNode> all = block.all();
        names.addAll(all.keySet());
        Map<String, Alias> aliases = new LinkedHashMap<>();
        all.forEach((name, node) -> alias(name, node).ifPresent(alias -> aliases.put(name, alias)));
        return aliases;
    }

    private Optional<Alias> alias(String name, ConfigNode node) {
        if (!NAME.matcher(name).matches()) {
            node.error("an alias's name is 1 to 128 letters, digits, dots, underscores, colons and hyphens");
            return Optional.empty();
        }
        return node.block().flatMap(block -> {
            Strategy strategy = block.get("strategy")
                    .flatMap(it -> it.choice(STRATEGIES, STRATEGY_NAMES))
                    .orElse(Strategy.FALLBACK);
            Optional<List<Alias.Choice>> choices = block.required("targets").map(this::choices);
            Optional<Set<Integer>> fallbackOn = block.get("fallback-on").map(RoutingBlock::fallbackOn);
            Optional<Hedge> hedge =
                    block.get("hedge").flatMap(ConfigNode::block).flatMap(AliasesBlock::hedge);
            boolean continues = block.get("continue").flatMap(ConfigNode::flag).orElse(false);
            block.end();
            return choices.filter(it -> !it.isEmpty())
                    .map(it -> new Alias(name, strategy, it, fallbackOn, hedge, continues));
        });
    }

    private List<Alias.Choice> choices(ConfigNode node) {
        List<ConfigNode> items = node.items();
        if (items.isEmpty() || items.size() > MOST_TARGETS) {
            node.error("expected 1 to " + MOST_TARGETS + " targets such as openai/gpt-4o");
        }
        List<Alias.Choice> choices = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (ConfigNode item : items) {
            choice(item).ifPresent(choice -> {
                if (!seen.add(choice.target().id())) {
                    item.error("another item is the same target");
                }
                choices.add(choice);
            });
        }
        return choices;
    }

    private Optional<Alias.Choice> choice(ConfigNode item) {
        if (!item.isMapping()) {
            return target(item).map(target -> new Alias.Choice(target, 1, Condition.none()));
        }
        return item.block().flatMap(block -> {
            Optional<Target> target = block.required("model").flatMap(this::target);
            int weight = block.get("weight")
                    .flatMap(it -> it.integer(1, LARGEST_WEIGHT))
                    .orElse(1);
            Condition when = block.get("when")
                    .flatMap(ConfigNode::block)
                    .map(AliasesBlock::condition)
                    .orElse(Condition.none());
            block.end();
            return target.map(it -> new Alias.Choice(it, weight, when));
        });
    }

    private Optional<Target> target(ConfigNode node) {
        Optional<String> name = node.text();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (names.contains(name.get())) {
            node.error("is an alias itself; name its targets here");
            return Optional.empty();
        }
        ModelLookup found = models.find(name.get());
        if (found instanceof UnknownModel unknown) {
            node.error("no configured provider has the model " + Shown.path(name.get()), near(unknown, name.get()));
            return Optional.empty();
        }
        return Optional.of((Target) found);
    }

    private Optional<String> near(UnknownModel unknown, String name) {
        return unknown.nearest().stream().findFirst().or(() -> {
            List<String> listed = models.list().stream().map(Target::id).toList();
            return NearestNames.nearest(name, listed);
        });
    }

    private static Optional<Hedge> hedge(Block block) {
        Optional<Hedge> after = block.required("after")
                .flatMap(node -> node.parsed("p95 or a time such as 500ms, 2s", AliasesBlock::hedgedAfter));
        int most =
                block.get("max").flatMap(node -> node.integer(1, MOST_HEDGES)).orElse(1);
        block.end();
        return after.map(hedge -> new Hedge(hedge.after(), most));
    }

    private static Optional<Hedge> hedgedAfter(String text) {
        return text.equals("p95")
                ? Optional.of(new Hedge(Optional.empty(), 1))
                : Quantities.duration(text)
                        .filter(time -> time.toMillis() > 0 && time.compareTo(LONGEST_HEDGE) <= 0)
                        .map(time -> new Hedge(Optional.of(time), 1));
    }

    private static Condition condition(Block block) {
        Optional<Boolean> vision = block.get("vision").flatMap(ConfigNode::flag);
        Optional<Boolean> tools = block.get("tools").flatMap(ConfigNode::flag);
        OptionalLong over = tokens(block, "context-over");
        OptionalLong upTo = tokens(block, "context-up-to");
        Map<String, String> tags = new LinkedHashMap<>();
        block.get("tags")
                .flatMap(ConfigNode::block)
                .ifPresent(it ->
                        it.all().forEach((name, node) -> node.text().ifPresent(value -> tags.put(name, value))));
        block.end();
        if (over.isPresent() && upTo.isPresent() && over.getAsLong() >= upTo.getAsLong()) {
            block.error(
                    "no request has more than " + over.getAsLong() + " and at most " + upTo.getAsLong() + " tokens");
        }
        return new Condition(vision, tools, over, upTo, tags);
    }

    private static OptionalLong tokens(Block block, String key) {
        return block.get(key)
                .flatMap(node -> node.count(0, 1_000_000_000))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }
}
