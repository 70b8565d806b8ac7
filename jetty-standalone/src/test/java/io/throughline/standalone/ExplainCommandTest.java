package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dry run on the command line: what it prints, and its exit codes. */
class ExplainCommandTest {
    private static final String CHAT = "{\"model\":\"smart\",\"messages\":[]}";

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path config;

    @BeforeEach
    void configure() throws IOException {
        config = directory.resolve("throughline.yaml");
        Files.writeString(config, """
                keys:
                  - {name: shop, key: sk-shop-0123456789, tenant: acme, models: [smart]}
                  - {name: other, key: sk-other-0123456789, models: ["one/another"]}
                providers:
                  one: {dialect: openai-chat, base-url: "http://127.0.0.1:9/v1", api-key: secret-of-one}
                  claude: {dialect: anthropic, base-url: "http://127.0.0.1:9", api-key: secret-of-claude}
                aliases: {smart: {targets: [{model: claude/c, when: {tools: true}}, one/m]}}
                telemetry: {store: {path: store}}
                """);
    }

    @Test
    void saysWhereARequestWouldGoAndOpensNoStore() throws Exception {
        Path body = Files.writeString(directory.resolve("body.json"), CHAT);
        assertThat(explain("", body.toString())).isZero();
        JsonNode said = new ObjectMapper().readTree(out.toString());
        assertThat(said.at("/route/alias").asText()).isEqualTo("smart");
        assertThat(said.at("/route/passed_over/0/target").asText()).isEqualTo("claude/c");
        assertThat(said.at("/request/url").asText()).isEqualTo("http://127.0.0.1:9/v1/chat/completions");
        assertThat(said.at("/request/body/model").asText()).isEqualTo("m");
        assertThat(out.toString()).doesNotContain("secret-of");
        assertThat(directory.resolve("store")).doesNotExist();
    }

    @Test
    void saysWhyATargetWasChosenByEveryStrategy() throws Exception {
        for (String strategy : List.of("fallback", "weighted", "round-robin", "least-cost", "lowest-latency", "hash")) {
            Files.writeString(config, """
                    providers:
                      one: {dialect: openai-chat, base-url: "http://127.0.0.1:9/v1", api-key: secret-of-one}
                    prices: {models: {one/dear: {input: 9, output: 9}, one/cheap: {input: 1, output: 1}}}
                    aliases: {smart: {strategy: %s, targets: [one/dear, one/cheap], hedge: {after: 250ms, max: 2}, continue: true}}
                    """.formatted(strategy));
            JsonNode route = route(CHAT);
            assertThat(route.path("alias").asText()).isEqualTo("smart");
            assertThat(route.path("strategy").asText()).isEqualTo(strategy);
            assertThat(route.path("hedge").toString()).isEqualTo("{\"after\":\"250ms\",\"max\":2}");
            assertThat(route.path("continue").asBoolean()).isTrue();
            assertThat(route.path("order").findValuesAsText("target"))
                    .containsExactlyInAnyOrder("one/dear", "one/cheap");
            if (strategy.equals("least-cost")) {
                assertThat(route.at("/order/0/target").asText()).isEqualTo("one/cheap");
            } else if (strategy.equals("fallback")) {
                assertThat(route.at("/order/0/target").asText()).isEqualTo("one/dear");
            }
        }
    }

    @Test
    void saysWhichConditionDoesNotHold() throws Exception {
        Files.writeString(config, """
                providers:
                  one: {dialect: openai-chat, base-url: "http://127.0.0.1:9/v1", api-key: secret-of-one}
                aliases:
                  smart:
                    hedge: {after: p95}
                    targets:
                      - {model: one/seeing, when: {vision: true}}
                      - {model: one/handy, when: {tools: true}}
                      - {model: one/long, when: {context-over: 1000}}
                      - {model: one/marked, when: {tags: {team: blue}}}
                      - one/plain
                """);
        JsonNode plain = route(CHAT);
        assertThat(plain.path("hedge").toString()).isEqualTo("{\"after\":\"p95\",\"max\":1}");
        assertThat(plain.path("order").findValuesAsText("target")).containsExactly("one/plain");
        assertThat(plain.path("passed_over").toString())
                .isEqualTo("[{\"target\":\"one/seeing\",\"unmet\":[\"vision: true\"]},"
                        + "{\"target\":\"one/handy\",\"unmet\":[\"tools: true\"]},"
                        + "{\"target\":\"one/long\",\"unmet\":[\"context-over: 1000\"]},"
                        + "{\"target\":\"one/marked\",\"unmet\":[\"tags: team=blue\"]}]");
        String tools = "[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}]";
        String text = "word ".repeat(2_000);
        JsonNode rich = route("{\"model\":\"smart\",\"tools\":" + tools
                + ",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"" + text
                + "\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://a.example/b.png\"}}]}]}");
        assertThat(rich.path("order").findValuesAsText("target"))
                .containsExactly("one/seeing", "one/handy", "one/long", "one/plain");
        assertThat(rich.path("passed_over").findValuesAsText("target")).containsExactly("one/marked");
    }

    private JsonNode route(String request) throws Exception {
        out.getBuffer().setLength(0);
        assertThat(explain(request)).as(err.toString()).isZero();
        return new ObjectMapper().readTree(out.toString()).path("route");
    }

    @Test
    void readsTheStandardInputAndOtherPaths() throws Exception {
        String messages = "{\"model\":\"claude/c\",\"max_tokens\":1,\"messages\":[]}";
        assertThat(explain(messages, "--path", "/v1/messages")).isZero();
        assertThat(new ObjectMapper()
                        .readTree(out.toString())
                        .path("inbound_dialect")
                        .asText())
                .isEqualTo("anthropic-messages");
        assertThat(explain(messages, "-p", "/messages", "-")).isZero();
    }

    @Test
    void goesByTheKeyThatIsNamed() throws Exception {
        assertThat(explain(CHAT, "--key", "shop")).isZero();
        assertThat(new ObjectMapper()
                        .readTree(out.toString())
                        .at("/caller/tenant")
                        .asText())
                .isEqualTo("acme");
        assertThat(explain(CHAT, "--key", "other")).isEqualTo(1);
        assertThat(err.toString()).contains("may not call the model");
        assertThat(explain(CHAT, "--key", "shp")).isEqualTo(Main.USAGE);
    }

    @Test
    void tellsWhatIsWrong() throws Exception {
        assertThat(explain("{\"model\":\"smrt\",\"messages\":[]}")).isEqualTo(1);
        assertThat(err.toString()).contains("smart");
        assertThat(explain("[]")).isEqualTo(1);
        assertThat(err.toString()).contains("no JSON object");
        assertThat(explain("{")).isEqualTo(1);
        assertThat(explain("", directory.resolve("absent.json").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("absent.json: there is no such file");
        assertThat(explain(CHAT, "--path", "/v1/models")).isEqualTo(Main.USAGE);
        assertThat(explain(CHAT, "--what")).isEqualTo(Main.USAGE);
        Files.writeString(config, "providerz: {}\n");
        assertThat(explain(CHAT)).isEqualTo(Main.CONFIGURATION);
        assertThat(err.toString()).contains("providers");
    }

    private int explain(String input, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "explain";
        all[1] = "--config";
        all[2] = config.toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        Terminal terminal = new Terminal(
                Map.of("HOME", directory.toString()),
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
        return Main.run(all, terminal);
    }
}
