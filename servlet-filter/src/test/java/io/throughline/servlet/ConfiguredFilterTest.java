package io.throughline.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A filter that is configured by a file alone, as in a web.xml, is the whole product: routed, answered, recorded. */
@Tag("servlet-6.1")
class ConfiguredFilterTest {
    private static final String CHAT =
            "{\"model\":\"echo/echo-fast\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me of rivers\"}]}";

    @TempDir
    private Path directory;

    @Test
    void onTomcat() throws Exception {
        serves(TomcatContainer::start);
    }

    @Test
    void onUndertow() throws Exception {
        serves(UndertowContainer::start);
    }

    private void serves(Mount mount) throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.answerEach(request -> Script.json("{\"id\":\"c1\",\"model\":\"m\",\"choices\":[]}"));
            Path records = directory.resolve("records.jsonl");
            Path config = Files.writeString(
                    directory.resolve("throughline.yaml"), """
                    keys: [{name: app, key: sk-app-0123456789}]
                    providers: {local: {dialect: openai, base-url: "%s", api-key: sk-provider-0123456789}}
                    telemetry: {jsonl: {path: "%s"}}
                    """.formatted(provider.uri("/v1"), records));
            ConfiguredBy filter = new ConfiguredBy(new ThroughlineFilter(), config);
            try (Container container = mount.start(8, "/shop", Map.of("/llm/*", filter))) {
                URI chat = URI.create("http://127.0.0.1:" + container.port() + "/shop/llm/v1/chat/completions");
                HttpResponse<String> echoed = post(chat, CHAT, "sk-app-0123456789");
                assertThat(echoed.statusCode()).isEqualTo(200);
                assertThat(echoed.body()).contains("rivers");
                assertThat(echoed.headers().firstValue("X-Throughline-Provider"))
                        .contains("echo");
                assertThat(post(chat, "{\"model\":\"local/m\"}", "sk-app-0123456789")
                                .body())
                        .contains("c1");
                assertThat(post(chat, CHAT, "sk-wrong").statusCode()).isEqualTo(401);
            }
            assertThat(provider.requests()).hasSize(1);
            assertThat(provider.requests().get(0).header("Authorization")).contains("Bearer sk-provider-0123456789");
            List<String> lines = Files.readAllLines(records);
            assertThat(lines).as("written when the filter went").hasSize(3);
            assertThat(lines.get(0)).contains("\"key\":\"app\"").contains("rivers");
            assertThat(String.join("", lines)).doesNotContain("0123456789");
        }
    }

    private static HttpResponse<String> post(URI uri, String body, String key) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .header("Authorization", "Bearer " + key)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private interface Mount {
        Container start(int threads, String contextPath, Map<String, jakarta.servlet.Filter> filters) throws Exception;
    }
}
