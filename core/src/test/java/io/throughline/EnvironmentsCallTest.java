package io.throughline;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.testkit.Script;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The environment of a caller's key chooses the provider's address and key; each key goes to its own host alone. */
class EnvironmentsCallTest {
    private static final String LIVE = "Bearer sk-live-0123456789abcdef";
    private static final String STAGING = "Bearer sk-staging-0123456789abcdef";
    private static final String YAML = """
            keys:
              - {name: live, key: sk-live-0123456789abcdef, tenant: acme, environment: production}
              - {name: test, key: sk-staging-0123456789abcdef, tenant: acme, environment: staging}
            providers:
              p:
                dialect: openai
                base-url: "ONE"
                api-key: key-live
                environments: {staging: {base-url: "TWO", api-key: key-staging}}
            aliases: {smart: {targets: [p/m]}}
            retry: {max-attempts: 1}
            """;

    @TempDir
    private Path directory;

    @Test
    void aNamedTargetAndAnAliasGoWhereTheCallersEnvironmentSays() {
        try (Reloaded handler = new Reloaded(directory, YAML)) {
            for (String model : new String[] {"p/m", "smart"}) {
                assertThat(handler.call(model, "Authorization", LIVE)).isEqualTo(200);
                assertThat(handler.call(model, "Authorization", STAGING)).isEqualTo(200);
            }

            assertThat(handler.one.requests())
                    .hasSize(2)
                    .allSatisfy(request ->
                            assertThat(request.header("authorization")).contains("Bearer key-live"));
            assertThat(handler.two.requests())
                    .hasSize(2)
                    .allSatisfy(request ->
                            assertThat(request.header("authorization")).contains("Bearer key-staging"));
        }
    }

    @Test
    void whatFailsInOneEnvironmentIsNotLeftAloneInTheOther() {
        try (Reloaded handler = new Reloaded(directory, YAML + "breaker: {min-calls: 2, open: 1h}\n")) {
            handler.two.answerEach(request -> Script.status(503).sized("{}"));
            for (int call = 0; call < 4; call++) {
                assertThat(handler.call("smart", "Authorization", STAGING)).isEqualTo(503);
            }
            assertThat(handler.two.requests()).hasSize(2);

            assertThat(handler.call("smart", "Authorization", LIVE)).isEqualTo(200);
        }
    }

    @Test
    void answersAreKeptForTheirEnvironment() {
        try (Reloaded handler = new Reloaded(directory, YAML + "cache: {ttl: 1h}\n")) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!isHit(handler, STAGING)) {
                assertThat(System.nanoTime()).as("nothing was kept").isLessThan(deadline);
            }

            assertThat(isHit(handler, LIVE)).isFalse();
            assertThat(handler.one.requests()).hasSize(1);
        }
    }

    private static boolean isHit(Reloaded handler, String key) {
        ProxyResponse answer = handler.begin("p/m", false, "Authorization", key);
        Reloaded.text(answer);
        return answer.headers().contains("X-Throughline-Cache");
    }
}
