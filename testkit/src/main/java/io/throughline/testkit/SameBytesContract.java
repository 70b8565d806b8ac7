package io.throughline.testkit;

import static io.throughline.testkit.Calls.CHAT;
import static io.throughline.testkit.Calls.STREAM;
import static io.throughline.testkit.Calls.UNARY;
import static io.throughline.testkit.Calls.completion;
import static io.throughline.testkit.Calls.delta;
import static io.throughline.testkit.Calls.gzip;
import static io.throughline.testkit.Calls.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The client gets what the provider sends, byte for byte and as soon as it comes. */
interface SameBytesContract extends Mounted {
    @Test
    default void everyFrameArrivesBeforeTheNextIsMade() throws Exception {
        Gate gate = new Gate();
        Script script = Script.eventStream();
        for (int n = 0; n < 20; n++) {
            script = script.hold(gate).event(delta("word " + n));
        }
        provider().answer(script.hold(gate).event("[DONE]"));
        try (WireClient client = WireClient.connect(base())) {
            client.post(CHAT, STREAM);
            gate.release(); // the head waits for the first piece of content: until then another provider might answer
            assertThat(client.head().status()).isEqualTo(200);
            for (int n = 0; n < 20; n++) {
                if (n > 0) {
                    gate.release();
                }
                assertThat(client.event()).isEqualTo("data: " + delta("word " + n) + "\n\n");
            }
            gate.release();
            assertThat(client.event()).isEqualTo("data: [DONE]\n\n");
            assertThat(client.chunk()).isEmpty();
        }
    }

    @Test
    default void tenMegabytesAreTheSameBytes() throws Exception {
        byte[] answer = completion("x".repeat(10 * 1024 * 1024));
        provider().answer(json().contentLength(answer.length).write(answer));
        try (WireClient client = WireClient.connect(base())) {
            client.post(CHAT, UNARY);
            assertThat(client.head().header("content-length")).hasValue(Integer.toString(answer.length));
            assertThat(Arrays.equals(client.body(), answer)).isTrue();
        }
    }

    @Test
    default void aStreamThatComesByteByByteIsTheSameBytes() throws Exception {
        String stream = ": a comment\n\ndata: " + delta("grüße") + "\r\n\r\nevent: x\ndata: {}\n\ndata: [DONE]\n\n";
        Script script = Script.eventStream();
        for (byte one : stream.getBytes(StandardCharsets.UTF_8)) {
            script = script.write(new byte[] {one});
        }
        provider().answer(script);
        try (WireClient client = WireClient.connect(base())) {
            client.post(CHAT, STREAM);
            client.head();
            assertThat(client.body()).asString(StandardCharsets.UTF_8).isEqualTo(stream);
        }
    }

    @Test
    default void aCompressedAnswerPassesCompressed() throws Exception {
        byte[] zipped = gzip(completion("hello"));
        provider()
                .answer(json().header("content-encoding", "gzip")
                        .contentLength(zipped.length)
                        .write(zipped));
        try (WireClient client = WireClient.connect(base())) {
            client.post(CHAT, UNARY, "Accept-Encoding: gzip");
            assertThat(client.head().headers("content-encoding")).containsExactly("gzip");
            assertThat(client.body()).isEqualTo(zipped);
        }
    }

    @Test
    default void aProvidersErrorPassesWithItsHeaders() throws Exception {
        String body = "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"code\":null}}";
        for (int status : new int[] {400, 404, 429, 500, 503}) {
            provider()
                    .answer(Script.status(status)
                            .header("content-type", "application/json")
                            .header("retry-after", "7")
                            .header("x-ratelimit-remaining-requests", "0")
                            .sized(body));
            try (WireClient client = WireClient.connect(base())) {
                client.post(CHAT, STREAM);
                WireClient.Head head = client.head();
                assertThat(head.status()).isEqualTo(status);
                assertThat(head.headers("retry-after")).containsExactly("7");
                assertThat(head.headers("x-ratelimit-remaining-requests")).containsExactly("0");
                assertThat(client.body()).asString().isEqualTo(body);
            }
        }
    }

    @Test
    default void aConnectionServesOneCallAfterAnother() throws Exception {
        provider()
                .answerEach(request -> request.text().contains("\"stream\":true")
                        ? Script.eventStream().event("[DONE]")
                        : Script.json("{\"id\":\"1\"}"));
        try (WireClient client = WireClient.connect(base())) {
            for (int n = 0; n < 3; n++) {
                client.post(CHAT, UNARY);
                client.head();
                assertThat(client.body()).asString().isEqualTo("{\"id\":\"1\"}");
                client.post(CHAT, STREAM);
                client.head();
                assertThat(client.body()).asString().isEqualTo("data: [DONE]\n\n");
            }
        }
    }
}
