package io.throughline.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.throughline.standalone.StandaloneServer;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each client gets its answer; skipped, with the reason, where the machine can't run it. */
class PolyglotClientsTest {
    private static StandaloneServer server;

    @BeforeAll
    static void start() throws IOException {
        server = PolyglotClients.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void isAnswered(Client client) {
        Optional<String> skipped = client.skipped();
        assumeTrue(skipped.isEmpty(), () -> skipped.orElseThrow());
        assertThat(client.run(server.uri())).contains("Greetings");
    }
}
