package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.access.Account;
import io.throughline.access.Budget;
import io.throughline.access.LimitSettings;
import io.throughline.access.Rate;
import io.throughline.cache.CacheSettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the pages on limits and on the cache show is what they say. */
class DocumentedLimitsTest {
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Map<String, String> ENV =
            Map.of("SHOP_KEY", "shop-key-of-the-test", "FRESH_KEY", "fresh-key-of-the-test");

    @Test
    void limits() throws IOException {
        ThroughlineConfig config = Configs.parse(shown("limits.md"), ENV);
        LimitSettings limits = config.limits();
        assertThat(config.warnings()).isEmpty();
        assertThat(limits.accounts())
                .containsExactly(
                        new Account(
                                "acme",
                                Optional.of("shop"),
                                Optional.of(new Rate(Optional.of(600L), Optional.of(200_000L), Duration.ofMinutes(1))),
                                Optional.of(new Budget(new BigDecimal("50"), Budget.Window.DAY))),
                        new Account(
                                "acme",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new Budget(new BigDecimal("1000"), Budget.Window.MONTH))));
        assertThat(limits.redis().orElseThrow().reveal()).isEqualTo("redis://127.0.0.1:6379");
        assertThat(limits.lease()).isEqualTo(LimitSettings.NONE.lease());
        assertThat(limits.onOutage()).isEqualTo(LimitSettings.NONE.onOutage());
        assertThat(limits.unknownPrice()).isEqualTo(LimitSettings.NONE.unknownPrice());
        assertThat(config.cache()).isEmpty();
    }

    @Test
    void cache() throws IOException {
        CacheSettings cache = Configs.parse(shown("cache.md"), ENV).cache().orElseThrow();
        CacheSettings plain = Configs.parse("cache: {}").cache().orElseThrow();
        assertThat(cache.exceptKeys()).isEqualTo(Set.of("fresh"));
        assertThat(cache.redis()).isPresent();
        assertThat(List.of(cache.ttl(), cache.maxBytes(), cache.maxAnswerBytes()))
                .isEqualTo(List.of(plain.ttl(), plain.maxBytes(), plain.maxAnswerBytes()));
        assertThat(Configs.parse("cache: {enabled: false}").cache()).isEmpty();
        assertThat(Configs.parse("").cache()).isEmpty();
        assertThat(Configs.parse("").limits().accounts()).isEmpty();
    }

    @Test
    void aTenantThatNobodyIsOfIsLikelyNotMeant() {
        ThroughlineConfig config = Configs.parse("keys:\n  - {name: shop, key: a-key-of-the-test, tenant: acme}\n"
                + "limits: {tenants: {acne: {rate: {requests: 5}}}}");
        assertThat(Configs.warnings(config))
                .anyMatch(it -> it.contains("no key is of this tenant") && it.contains("acme"));
    }

    private static String shown(String page) throws IOException {
        Path docs = Path.of("docs").toAbsolutePath();
        Path file = Files.exists(docs) ? docs.resolve(page) : Path.of("../docs").resolve(page);
        Matcher yaml = YAML.matcher(Files.readString(file));
        assertThat(yaml.find()).isTrue();
        return yaml.group(1);
    }
}
