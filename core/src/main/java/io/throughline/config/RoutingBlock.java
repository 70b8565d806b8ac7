package io.throughline.config;

import io.throughline.provider.Models;
import io.throughline.provider.Provider;
import io.throughline.route.BreakerSettings;
import io.throughline.route.RetrySettings;
import io.throughline.route.Routing;
import io.throughline.route.Timeouts;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code aliases}, {@code retry}, {@code breaker}, {@code timeouts} and {@code keep-alive}. */
final class RoutingBlock {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Map<String, Integer> FALLBACK_ON = Map.of("401", 401, "403", 403, "404", 404);
    private static final List<String> FALLBACK_NAMES = List.of("401", "403", "404");

    private final Block tree;
    private final Map<String, Provider> providers;
    private final Map<String, ConfigNode> ofProviders;

    /**
     * A reader of the whole tree's routing.
     *
     * @param tree the tree
     * @param providers the configured providers
     * @param ofProviders the {@code timeouts} of their entries
     */
    RoutingBlock(Block tree, Map<String, Provider> providers, Map<String, ConfigNode> ofProviders) {
        this.tree = tree;
        this.providers = providers;
        this.ofProviders = ofProviders;
    }

    Routing read() {
        Routing defaults = Routing.defaults();
        Optional<Block> timeouts = tree.get("timeouts").flatMap(ConfigNode::block);
        Duration connect = time(timeouts, "connect", defaults.connect());
        Timeouts all = timeouts(timeouts, defaults.timeouts());
        Map<String, Timeouts> single = new HashMap<>();
        ofProviders.forEach((name, node) -> single.put(name, timeouts(node.block(), all)));
        return new Routing(
                tree.get("aliases")
                        .flatMap(ConfigNode::block)
                        .map(block -> new AliasesBlock(Models.of(providers.values())).read(block))
                        .orElse(Map.of()),
                tree.get("retry")
                        .flatMap(ConfigNode::block)
                        .map(RoutingBlock::retry)
                        .orElse(defaults.retry()),
                tree.get("breaker")
                        .flatMap(ConfigNode::block)
                        .map(RoutingBlock::breaker)
                        .orElse(defaults.breaker()),
                connect,
                all,
                single,
                tree.get("keep-alive").flatMap(node -> node.duration(Duration.ofSeconds(1), LONGEST)));
    }

    private static RetrySettings retry(Block block) {
        RetrySettings defaults = RetrySettings.defaults();
        Optional<Block> given = Optional.of(block);
        RetrySettings read = new RetrySettings(
                block.get("max-attempts").flatMap(node -> node.integer(1, 20)).orElse(defaults.maxAttempts()),
                time(given, "backoff", defaults.base()),
                time(given, "max-backoff", defaults.most()),
                time(given, "max-wait", defaults.maxWait()),
                block.get("fallback-on").map(RoutingBlock::fallbackOn).orElse(defaults.fallbackOn()));
        block.end();
        return read;
    }

    /** Reads statuses that send a call to the next target. */
    static Set<Integer> fallbackOn(ConfigNode node) {
        Set<Integer> statuses = new LinkedHashSet<>();
        node.items().forEach(item -> item.choice(FALLBACK_ON, FALLBACK_NAMES).ifPresent(statuses::add));
        return statuses;
    }

    private static BreakerSettings breaker(Block block) {
        BreakerSettings defaults = BreakerSettings.defaults();
        BreakerSettings read = new BreakerSettings(
                block.get("failure-percent")
                        .flatMap(node -> node.integer(1, 100))
                        .orElse(defaults.failurePercent()),
                block.get("min-calls").flatMap(node -> node.integer(1, 64)).orElse(defaults.minCalls()),
                time(Optional.of(block), "window", defaults.window()),
                time(Optional.of(block), "open", defaults.open()));
        block.end();
        return read;
    }

    private static Timeouts timeouts(Optional<Block> block, Timeouts defaults) {
        Timeouts read = new Timeouts(
                time(block, "first-token", defaults.firstToken()),
                time(block, "between-tokens", defaults.betweenTokens()),
                time(block, "total", defaults.total()),
                block.flatMap(it -> it.get("stream-total"))
                        .flatMap(node -> node.duration(SHORTEST, LONGEST))
                        .or(defaults::streamTotal));
        block.ifPresent(Block::end);
        return read;
    }

    private static Duration time(Optional<Block> block, String key, Duration otherwise) {
        return block.flatMap(it -> it.get(key))
                .flatMap(node -> node.duration(SHORTEST, LONGEST))
                .orElse(otherwise);
    }
}
