package io.throughline.testkit;

import static io.throughline.testkit.Calls.CHAT;
import static io.throughline.testkit.Calls.STREAM;
import static io.throughline.testkit.Calls.delta;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Nobody takes more than there is: large requests, slow readers, many at once. */
interface LoadContract extends Mounted {
    @Test
    default void aRequestOverTheLimitIsRefusedWhileItIsSent() throws Exception {
        try (WireClient client = WireClient.connect(base())) {
            int length = 64 * 1024 * 1024;
            client.sendHead("POST", CHAT, "Content-Type: application/json", "Content-Length: " + length);
            CompletableFuture.runAsync(() -> {
                try {
                    client.send(new byte[length]);
                } catch (IOException e) {
                    // the server has heard enough
                }
            });
            assertThat(client.head().status()).isEqualTo(413);
            assertThat(client.body()).asString().contains("\"error\"");
            assertThat(provider().exchanges()).isEmpty();
        }
    }

    @Test
    default void aClientThatReadsSlowlySlowsTheProvider() throws Exception {
        byte[] event = ("data: " + delta("x".repeat(16 * 1024)) + "\n\n").getBytes(StandardCharsets.UTF_8);
        int events = 2_000;
        byte[] last = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);
        provider().answer(Script.eventStream().write(event, events).write(last, 1));
        try (WireClient client = WireClient.connectSlow(base())) {
            client.post(CHAT, STREAM);
            client.head();
            ScriptedExchange exchange = provider().awaitExchange(SOON);
            assertThat(whereItStops(exchange)).isLessThan((long) event.length * events);
            assertThat(client.body()).hasSize(event.length * events + last.length);
        }
    }

    @Test
    default void twoHundredStreamsRunAtOnce() throws Exception {
        Gate gate = new Gate();
        provider()
                .answerEach(request -> Script.eventStream()
                        .event(delta("first"))
                        .hold(gate)
                        .event(delta("second"))
                        .event("[DONE]"));
        List<WireClient> clients = new ArrayList<>();
        try {
            for (int n = 0; n < 200; n++) {
                WireClient client = WireClient.connect(base());
                clients.add(client);
                client.post(CHAT, STREAM);
            }
            for (WireClient client : clients) {
                client.head();
                assertThat(client.event()).contains("first");
            }
            gate.open();
            for (WireClient client : clients) {
                assertThat(client.event()).contains("second");
                assertThat(client.event()).contains("[DONE]");
                assertThat(client.chunk()).isEmpty();
            }
        } finally {
            for (WireClient client : clients) {
                client.close();
            }
        }
    }

    /** Returns how many bytes the provider had written when it could write no more for half a second. */
    private static long whereItStops(ScriptedExchange exchange) {
        long before = -1;
        while (exchange.bytesWritten() != before) {
            before = exchange.bytesWritten();
            exchange.awaitPlayed(Duration.ofMillis(500));
        }
        return before;
    }
}
