package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.config.ThroughlineConfig;
import io.throughline.provider.Catalogue;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation shows works as shown. */
class DocumentationTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void theConfigurationShownIsFine(@TempDir Path directory) throws IOException {
        String yaml = between(page("docs/configuration.md"), "```yaml\n", "```");
        Map<String, String> env = Map.of(
                "SHOP_KEY",
                "sk-shop-0123456789",
                "OPENAI_API_KEY",
                "sk-1",
                "ANTHROPIC_API_KEY",
                "sk-2",
                "HOME",
                directory.toString());
        ThroughlineConfig config = ThroughlineConfig.parse(yaml, "configuration.md", env, directory);
        assertThat(config.warnings()).isEmpty();
        assertThat(config.keys()).hasSize(1);
        assertThat(config.telemetry().sinks()).hasSize(3);
    }

    @Test
    void everyKeyOfTheTableIsKnown() throws IOException {
        Matcher row =
                Pattern.compile("(?m)^\\| `(server|telemetry)\\.([a-z-]+)`").matcher(page("docs/configuration.md"));
        int rows = 0;
        while (row.find()) {
            String yaml = row.group(1) + ": {" + row.group(2) + ": 1}";
            try {
                ThroughlineConfig.parse(yaml, "x", Map.of(), ROOT);
            } catch (io.throughline.config.ConfigException wrong) {
                assertThat(wrong.getMessage()).doesNotContain("unknown key");
            }
            rows++;
        }
        assertThat(rows).isGreaterThan(3);
    }

    @Test
    void theProvidersNamedAreThere() throws IOException {
        List<String> named =
                List.of(between(page("README.md"), "Providers: `", "`").split(" "));
        assertThat(Catalogue.names()).containsAll(named).contains("echo");
    }

    @Test
    void theCallsShownAreAnswered() throws IOException {
        String readme = page("README.md").replace("\\\n", " ");
        Matcher curl = Pattern.compile("curl http://127\\.0\\.0\\.1:8080(/\\S+)(?: .*-d '([^']*)')?")
                .matcher(readme);
        int calls = 0;
        try (RunningServer server = RunningServer.withEchoOnly()) {
            while (curl.find()) {
                HttpResponse<byte[]> answer =
                        curl.group(2) == null ? server.get(curl.group(1)) : server.post(curl.group(1), curl.group(2));
                assertThat(answer.statusCode()).as(curl.group()).isEqualTo(200);
                calls++;
            }
        }
        assertThat(calls).isEqualTo(2);
    }

    @Test
    void theDirectivesShownAreKnownToTheSimulatedModel() throws IOException {
        Matcher directive = Pattern.compile("(?m)^\\| `([a-z-]+)=(\\w+)").matcher(page("docs/echo.md"));
        int shown = 0;
        try (RunningServer server = RunningServer.withEchoOnly()) {
            while (directive.find()) {
                String value = switch (directive.group(2)) {
                    case "T" -> "1ms";
                    case "S" -> "429";
                    case "N" -> "1";
                    default -> "a";
                };
                String body = "{\"model\":\"echo/echo-fast\",\"messages\":[{\"role\":\"user\",\"content\":\"[[echo "
                        + directive.group(1) + "=" + value + "]]\"}]}";
                if (!directive.group(1).equals("stall-after")) { // that one is never answered
                    assertThat(server.post("/v1/chat/completions", body).statusCode())
                            .as(directive.group(1))
                            .isNotIn(400, 404);
                }
                shown++;
            }
        }
        assertThat(shown).isGreaterThanOrEqualTo(12);
    }

    /** A sample is built with what is shown; the build finds each module's version by the BOM. */
    @Test
    void theDependenciesShownAreThose() throws IOException {
        Pattern shown = Pattern.compile("```xml\n(<dependency(?:Management)?>.*?)```", Pattern.DOTALL);
        String sample = unindented(page("samples/spring-mvc-app/pom.xml"));
        List<String> managed = artifacts(page("bom/pom.xml"));
        int blocks = 0;
        for (String name : List.of("docs/mounts.md", "docs/sdk.md", "docs/testing.md")) {
            Matcher block = shown.matcher(page(name));
            while (block.find()) {
                String xml = block.group(1);
                if (xml.contains("<dependencyManagement>") || xml.contains("spring-interceptor")) {
                    assertThat(sample).contains(unindented(xml));
                }
                assertThat(managed).as(name).containsAll(artifacts(xml));
                blocks++;
            }
        }
        assertThat(blocks).isGreaterThanOrEqualTo(5);
    }

    private static List<String> artifacts(String pom) {
        return Pattern.compile("<artifactId>(throughline-[a-z-]+)</artifactId>")
                .matcher(pom)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String unindented(String xml) {
        return xml.replaceAll("(?m)^ +", "");
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        for (String name : List.of("README.md", "docs/mounts.md", "docs/http-api.md", "docs/configuration.md")) {
            Matcher link = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)").matcher(page(name));
            while (link.find()) {
                assertThat(ROOT.resolve(name).getParent().resolve(link.group(1)))
                        .exists();
            }
        }
    }

    private static String page(String name) throws IOException {
        return Files.readString(ROOT.resolve(name), UTF_8);
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from) + from.length();
        return text.substring(start, text.indexOf(to, start));
    }
}
