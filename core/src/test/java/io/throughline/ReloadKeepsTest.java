package io.throughline;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.testkit.Script;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was counted and learnt outlives a change of the configuration. */
class ReloadKeepsTest {
    private static final String P = "providers: {p: {dialect: openai, base-url: \"ONE\"}}\n";
    private static final String KEY = "Bearer sk-a-0123456789abcdef";

    @TempDir
    private Path directory;

    @Test
    void whatWasDoneOfALimitStaysDoneAlsoWhenTheLimitChanges() {
        try (Reloaded handler = new Reloaded(directory, P + key("rate: {requests: 3, per: hour}"))) {
            assertThat(handler.call("p/m", "Authorization", KEY)).isEqualTo(200);
            assertThat(handler.call("p/m", "Authorization", KEY)).isEqualTo(200);

            handler.reload(P + key("rate: {requests: 3, per: hour}") + "extras: false\n");
            assertThat(handler.call("p/m", "Authorization", KEY)).isEqualTo(200);
            assertThat(handler.call("p/m", "Authorization", KEY)).isEqualTo(429);

            handler.reload(P + key("rate: {requests: 4, per: hour}"));
            assertThat(handler.call("p/m", "Authorization", KEY)).isEqualTo(200);
            assertThat(handler.call("p/m", "Authorization", KEY)).isEqualTo(429);
        }
    }

    @Test
    void whatWasSpentStaysSpent() throws Exception {
        String prices = "prices: {models: {p/m: {input: 2, output: 0}}}\n";
        try (Reloaded handler = new Reloaded(directory, P + prices + key("budget: {usd: 2, per: month}"))) {
            assertThat(handler.call("p/m", "Authorization", KEY)).isEqualTo(200);
            // what a call took is known when its record is made
            while (handler.call("p/m", "Authorization", KEY) != 429) {
                Thread.onSpinWait();
            }

            handler.reload(P + prices + key("budget: {usd: 2, per: month}") + "strict: true\n");
            assertThat(handler.call("p/m", "Authorization", KEY)).isEqualTo(429);

            handler.reload(P + prices + key("budget: {usd: 500, per: month}"));
            assertThat(handler.call("p/m", "Authorization", KEY)).isEqualTo(200);
        }
    }

    @Test
    void aLimitCanBeSetWhereThereWasNone() {
        try (Reloaded handler = new Reloaded(directory, P + key("scopes: [llm]"))) {
            assertThat(handler.call("p/m", "Authorization", KEY)).isEqualTo(200);

            handler.reload(P + key("rate: {requests: 1, per: hour}"));

            assertThat(handler.call("p/m", "Authorization", KEY)).isEqualTo(200);
            assertThat(handler.call("p/m", "Authorization", KEY)).isEqualTo(429);
        }
    }

    @Test
    void anOpenBreakerStaysOpen() {
        String yaml =
                P + "breaker: {min-calls: 3, open: 1h}\nretry: {max-attempts: 1}\naliases: {smart: {targets: [p/m]}}\n";
        try (Reloaded handler = new Reloaded(directory, yaml)) {
            handler.one.answerEach(request -> Script.status(503).sized("{}"));
            for (int call = 0; call < 4; call++) {
                assertThat(handler.call("smart")).isEqualTo(503);
            }
            assertThat(handler.one.requests()).hasSize(3);

            handler.reload(yaml + "extras: false\n");

            assertThat(handler.call("smart")).isEqualTo(503);
            assertThat(handler.one.requests()).hasSize(3);
        }
    }

    @Test
    void aKeyThatWasRefusedRestsOn() {
        String pool = "providers: {p: {dialect: openai, base-url: \"ONE\", api-keys: [{key: k1}, {key: k2}%s]}}\n"
                + "retry: {backoff: 1ms, max-backoff: 1ms}\n";
        try (Reloaded handler = new Reloaded(directory, pool.formatted(""))) {
            handler.one.answerEach(
                    request -> request.header("authorization").orElse("").equals("Bearer k1")
                            ? Script.status(429).header("retry-after", "3000").sized("{}")
                            : Script.json(Reloaded.ANSWER));
            while (handler.one.requests().stream()
                    .noneMatch(request ->
                            request.header("authorization").orElse("").equals("Bearer k1"))) {
                assertThat(handler.call("p/m")).isEqualTo(200);
            }
            int before = handler.one.requests().size();

            handler.reload(pool.formatted(", {key: k3}"));

            for (int call = 0; call < 30; call++) {
                assertThat(handler.call("p/m")).isEqualTo(200);
            }
            assertThat(handler.one.requests().subList(before, before + 30))
                    .extracting(request -> request.header("authorization").orElse(""))
                    .doesNotContain("Bearer k1")
                    .contains("Bearer k3");
        }
    }

    @Test
    void keptAnswersAreStillGiven() {
        String cached = P + "cache: {ttl: 1h}\n";
        try (Reloaded handler = new Reloaded(directory, cached)) {
            ProxyResponse first = handler.begin("p/m", false);
            Reloaded.text(first);
            while (hit(handler).isEmpty()) {
                Thread.onSpinWait();
            }
            int asked = handler.one.requests().size();

            handler.reload(cached + "strict: true\n");
            assertThat(hit(handler)).containsExactly("hit");
            assertThat(handler.one.requests()).hasSize(asked);

            handler.reload(P);
            assertThat(hit(handler)).isEmpty();
        }
    }

    private static List<String> hit(Reloaded handler) {
        ProxyResponse answer = handler.begin("p/m", false);
        Reloaded.text(answer);
        return answer.headers().all("X-Throughline-Cache");
    }

    private static String key(String limits) {
        return "keys: [{name: a, key: sk-a-0123456789abcdef, " + limits + "}]\n";
    }
}
