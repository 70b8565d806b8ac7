package io.throughline.testkit;

import static io.throughline.testkit.Calls.CHAT;
import static io.throughline.testkit.Calls.STREAM;
import static io.throughline.testkit.Calls.UNARY;
import static io.throughline.testkit.Calls.delta;
import static io.throughline.testkit.Calls.gzip;
import static io.throughline.testkit.Calls.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** An answer that the provider breaks off never looks whole, neither to the client nor in the record. */
interface BrokenProviderContract extends Mounted {
    @Test
    default void aStreamThatTheProviderBreaksEndsWithAnError() throws Exception {
        Gate gate = new Gate();
        provider().answer(Script.eventStream().event(delta("one")).hold(gate).reset());
        try (WireClient client = WireClient.connect(base())) {
            client.post(CHAT, STREAM);
            client.head();
            client.event();
            gate.release();
            assertThat(client.event()).contains("\"error\"");
        }
        assertRecordedAsFailed();
    }

    @Test
    default void aWholeAnswerThatTheProviderBreaksIsAnError() throws Exception {
        Gate gate = new Gate();
        provider()
                .answer(json().contentLength(1000).write("{\"id\":").hold(gate).reset());
        try (WireClient client = WireClient.connect(base())) {
            client.post(CHAT, UNARY);
            gate.release();
            assertThat(client.head().status()).isEqualTo(502);
            assertThat(new String(client.body(), StandardCharsets.UTF_8)).contains("\"error\"");
        }
        assertThat(records().awaitOne(SOON).path("outcome").asText()).isEqualTo("failed");
    }

    @Test
    default void anAnswerTooLargeToBeHeldThatTheProviderBreaksIsBroken() throws Exception {
        Gate gate = new Gate();
        provider()
                .answer(json().contentLength(16 << 20)
                        .write("{\"id\":\"" + "x".repeat(1 << 20))
                        .hold(gate)
                        .reset());
        try (WireClient client = WireClient.connect(base())) {
            client.post(CHAT, UNARY);
            client.head();
            gate.release();
            assertBroken(client);
        }
        assertRecordedAsFailed();
    }

    @Test
    default void aCompressedStreamThatTheProviderBreaksIsBroken() throws Exception {
        Gate gate = new Gate();
        provider()
                .answer(Script.status(200)
                        .header("content-type", "text/event-stream")
                        .header("content-encoding", "gzip")
                        .chunked()
                        .write(gzip(("data: " + delta("hello") + "\n\n").getBytes(StandardCharsets.UTF_8)))
                        .hold(gate)
                        .reset());
        try (WireClient client = WireClient.connect(base())) {
            client.post(CHAT, STREAM, "Accept-Encoding: gzip");
            client.head();
            gate.release();
            assertBroken(client);
        }
        assertRecordedAsFailed();
    }

    private static void assertBroken(WireClient client) {
        assertThatThrownBy(client::body).isInstanceOf(IOException.class).isNotInstanceOf(SocketTimeoutException.class);
    }

    private void assertRecordedAsFailed() {
        JsonNode record = records().awaitOne(SOON);
        assertThat(record.path("outcome").asText()).isEqualTo("failed");
        assertThat(record.path("error").path("code").asText()).isEqualTo("stream_broken");
    }
}
