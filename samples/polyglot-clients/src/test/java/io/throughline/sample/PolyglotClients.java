package io.throughline.sample;

import io.throughline.config.ThroughlineConfig;
import io.throughline.standalone.StandaloneServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Starts Throughline, and one after another the clients that this machine can run. */
final class PolyglotClients {
    private PolyglotClients() {}

    public static void main(String[] args) throws IOException {
        try (StandaloneServer server = start()) {
            for (Client client : Client.values()) {
                System.out.println("--- " + client);
                System.out.println(client.skipped().orElseGet(() -> client.run(server.uri())));
            }
        }
    }

    static StandaloneServer start() throws IOException {
        return StandaloneServer.start(
                ThroughlineConfig.parse("server: {port: 0}", "throughline.yaml", Map.of(), Path.of("")));
    }
}
