package io.throughline.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import io.throughline.testkit.WireClient;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two applications in one container, each with Throughline in its own class loader: they don't disturb each other, and of one that goes nothing stays. */
abstract class UndeployContract {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Undeployed undeployed = new Undeployed();
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    @TempDir
    private Path directory;

    /** Starts the container, or returns the port of the one that runs. */
    abstract int port() throws Exception;

    /** Deploys an application whose filter at {@code /llm/*} is the loader's, with the configuration. */
    abstract void deploy(String path, ClassLoader loader, Path config) throws Exception;

    abstract void undeploy(String path) throws Exception;

    @AfterEach
    abstract void stopContainer() throws Exception;

    @Test
    void nothingStays() throws Exception {
        port();
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.answerEach(request -> Script.json("{\"id\":\"c1\",\"model\":\"m\",\"choices\":[]}"));
            deploy("/stays", new WarLoader(), config(provider));
            assertThat(call("/stays")).contains("c1");
            WeakReference<ClassLoader> gone = Undeployed.elsewhere(() -> deployAndUndeploy(provider));
            // Jetty's selector holds the connection it saw last until it sees another
            assertThat(call("/stays")).contains("c1");
            assertThat(undeployed.isCollected())
                    .as("the class loader is collected")
                    .isTrue();
            assertThat(gone.get()).isNull();
            assertThat(provider.awaitConnectionsOpen(1, PATIENCE))
                    .as("the other application's connection alone is open")
                    .isTrue();
            undeploy("/stays");
            assertThat(provider.awaitConnectionsOpen(0, PATIENCE)).isTrue();
            assertThat(Undeployed.threadsLeft(before)).isEmpty();
        }
    }

    private WeakReference<ClassLoader> deployAndUndeploy(ScriptedProvider provider) throws Exception {
        try (WarLoader loader = new WarLoader()) {
            deploy("/goes", loader, config(provider));
            assertThat(loader.loadClass(ThroughlineFilter.class.getName())).isNotSameAs(ThroughlineFilter.class);
            assertThat(call("/goes")).contains("c1");
            assertThat(provider.connectionsOpen()).isEqualTo(2);
            undeploy("/goes");
            return undeployed.watch(loader);
        }
    }

    private Path config(ScriptedProvider provider) throws Exception {
        return Files.writeString(directory.resolve("throughline.yaml"), """
                providers: {local: {dialect: openai, base-url: "%s", api-key: sk-provider-0123456789}}
                """.formatted(provider.uri("/v1")));
    }

    /** Over a connection of its own: Jetty keeps the application of the last call with a connection. */
    private String call(String path) throws Exception {
        try (WireClient client = WireClient.connect(URI.create("http://127.0.0.1:" + port()))) {
            client.post(path + "/llm/v1/chat/completions", "{\"model\":\"local/m\"}");
            client.head();
            return new String(client.body(), StandardCharsets.UTF_8);
        }
    }
}
