package io.throughline.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import jakarta.servlet.Filter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code keys: principal}, who has logged in to the application is the caller. */
@Tag("servlet-6.1")
class PrincipalTest {
    private static final String CHAT =
            "{\"model\":\"echo/echo-fast\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me of rivers\"}]}";

    @TempDir
    private Path directory;

    @Test
    void callsWithoutAKey() throws Exception {
        Path records = directory.resolve("records.jsonl");
        try (Throughline throughline = throughline("""
                keys: [{name: ada, key: sk-app-0123456789}]
                telemetry: {jsonl: {path: "%s"}}
                """.formatted(records))) {
            Filter filter = new SecurityFilter("10.1.2.3", "ada", byPrincipal(throughline));
            try (Container tomcat = TomcatContainer.start(8, "/app", Map.of("/llm/*", filter))) {
                assertThat(post(tomcat, "/app/llm/v1/chat/completions").statusCode())
                        .isEqualTo(200);
            }
        }
        assertThat(Files.readString(records)).contains("\"key\":\"principal:ada\"");
    }

    @Test
    void readsNoTraces() throws Exception {
        try (Throughline throughline = throughline("")) {
            Filter filter = new SecurityFilter("10.1.2.3", "ada", byPrincipal(throughline));
            try (Container tomcat = TomcatContainer.start(8, "/app", Map.of("/llm/*", filter))) {
                assertThat(send(HttpRequest.newBuilder(tomcat.uri("/app/llm/v1/traces")))
                                .statusCode())
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void whoHasNotLoggedInNeedsAKeyEvenOnThisMachine() throws Exception {
        try (Throughline open = throughline("");
                Throughline keyed = throughline("keys: [{name: app, key: sk-app-0123456789}]");
                Container tomcat = TomcatContainer.start(
                        8, "", Map.of("/open/*", byPrincipal(open), "/keyed/*", byPrincipal(keyed)))) {
            assertThat(post(tomcat, "/open/v1/chat/completions").statusCode()).isEqualTo(401);
            assertThat(post(tomcat, "/keyed/v1/chat/completions").statusCode()).isEqualTo(401);
            assertThat(post(tomcat, "/keyed/v1/chat/completions", "Authorization", "Bearer sk-app-0123456789")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static Throughline throughline(String yaml) {
        return Throughline.create(ThroughlineConfig.parse(yaml, "test.yaml", Map.of(), Path.of("target")));
    }

    private static Filter byPrincipal(Throughline throughline) {
        return new ConfiguredBy(new ThroughlineFilter(throughline), Map.of("keys", "principal"));
    }

    private static HttpResponse<String> post(Container container, String path, String... headers) throws Exception {
        URI uri = container.uri(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(CHAT));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
