package io.throughline.config;

import io.throughline.Secret;
import io.throughline.access.Account;
import io.throughline.access.Budget;
import io.throughline.access.CallerKey;
import io.throughline.access.LimitSettings;
import io.throughline.access.LimitSettings.OnOutage;
import io.throughline.access.Rate;
import io.throughline.provider.NearestNames;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code limits}, and the {@code budget} and {@code rate} of keys and tenants. */
final class LimitsBlock {
    private static final Pattern USD = Pattern.compile("[0-9]{1,7}(\\.[0-9]{1,9})?");
    private static final BigDecimal MOST_USD = new BigDecimal(1_000_000);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private LimitsBlock() {}

    static LimitSettings read(Block block, List<CallerKey> keys) {
        LimitSettings none = LimitSettings.NONE;
        Duration lease = block.get("lease")
                .flatMap(node -> node.duration(Duration.ofSeconds(1), Duration.ofHours(1)))
                .orElse(none.lease());
        OnOutage onOutage = block.get("on-outage")
                .flatMap(node -> node.choice(
                        Map.of("allow", OnOutage.ALLOW, "refuse", OnOutage.REFUSE), List.of("allow", "refuse")))
                .orElse(none.onOutage());
        BigDecimal unknownPrice =
                block.get("unknown-price").flatMap(LimitsBlock::usd).orElse(none.unknownPrice());
        Optional<Secret> redis = block.get("redis").flatMap(ConfigNode::block).flatMap(LimitsBlock::redis);
        List<Account> accounts = new ArrayList<>();
        keys.forEach(key -> key.account().ifPresent(accounts::add));
        block.get("tenants")
                .flatMap(ConfigNode::block)
                .ifPresent(tenants -> tenants.all()
                        .forEach((name, node) -> tenant(name, node, keys).ifPresent(accounts::add)));
        block.end();
        return new LimitSettings(accounts, redis, lease, onOutage, unknownPrice);
    }

    /** Reads {@code redis: {uri: …}}. */
    static Optional<Secret> redis(Block block) {
        Optional<Secret> uri = block.required("uri")
                .flatMap(node ->
                        node.secretUri("a URI such as redis://host:6379 or rediss://host:6379", "redis", "rediss"));
        block.end();
        return uri;
    }

    private static Optional<Account> tenant(String name, ConfigNode node, List<CallerKey> keys) {
        if (!NAME.matcher(name).matches()) {
            node.error("a tenant's name is 1 to 128 letters, digits, dots, underscores, colons and hyphens");
        } else if (keys.stream().noneMatch(key -> key.tenant().equals(name))) {
            node.warn(
                    "no key is of this tenant",
                    NearestNames.nearest(
                            name, keys.stream().map(CallerKey::tenant).toList()));
        }
        return node.block().flatMap(block -> {
            Optional<Rate> rate = rate(block);
            Optional<Budget> budget = budget(block);
            block.end();
            return rate.isEmpty() && budget.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Account(name, Optional.empty(), rate, budget));
        });
    }

    /** Reads {@code budget: {usd: 50, per: day}}. */
    static Optional<Budget> budget(Block owner) {
        return owner.get("budget").flatMap(ConfigNode::block).flatMap(block -> {
            Optional<BigDecimal> usd = block.required("usd").flatMap(LimitsBlock::usd);
            Optional<Budget.Window> per = block.required("per")
                    .flatMap(node -> node.choice(
                            Map.of(
                                    "hour", Budget.Window.HOUR,
                                    "day", Budget.Window.DAY,
                                    "month", Budget.Window.MONTH),
                            List.of("hour", "day", "month")));
            block.end();
            return usd.flatMap(amount -> per.map(window -> new Budget(amount, window)));
        });
    }

    /** Reads {@code rate: {requests: 600, tokens: 200000, per: minute}}. */
    static Optional<Rate> rate(Block owner) {
        return owner.get("rate").flatMap(ConfigNode::block).flatMap(block -> {
            Optional<ConfigNode> requestsNode = block.get("requests");
            Optional<ConfigNode> tokensNode = block.get("tokens");
            if (requestsNode.isEmpty() && tokensNode.isEmpty()) {
                block.error("needs the key \"requests\" or \"tokens\"");
            }
            Optional<Long> requests = requestsNode.flatMap(node -> node.count(1, Rate.MOST));
            Optional<Long> tokens = tokensNode.flatMap(node -> node.count(1, Rate.MOST));
            Duration per = block.get("per")
                    .flatMap(node -> node.choice(
                            Map.of(
                                    "second", Duration.ofSeconds(1),
                                    "minute", Duration.ofMinutes(1),
                                    "hour", Duration.ofHours(1)),
                            List.of("second", "minute", "hour")))
                    .orElse(Duration.ofMinutes(1));
            block.end();
            return requests.isEmpty() && tokens.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Rate(requests, tokens, per));
        });
    }

    private static Optional<BigDecimal> usd(ConfigNode node) {
        return node.parsed(
                "US dollars such as 50 or 0.25, to 1000000",
                text -> Optional.of(text)
                        .filter(it -> USD.matcher(it).matches())
                        .map(BigDecimal::new)
                        .filter(it -> it.signum() > 0 && it.compareTo(MOST_USD) <= 0));
    }
}
