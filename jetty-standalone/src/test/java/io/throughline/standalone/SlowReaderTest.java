package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import io.throughline.testkit.ScriptedProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A client that does not read holds a fixed amount, whatever the provider sends; all of it arrives once the client reads. */
class SlowReaderTest {
    private static final int FRAMES = 64 * 1024;
    private static final byte[] FRAME = ("data: " + "x".repeat(1016) + "\n\n").getBytes(UTF_8);
    private static final long SENT = (long) FRAMES * FRAME.length;

    @Test
    void holdsAFixedAmount() throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start();
                RunningServer server = RunningServer.with(
                        "{extras: false, trace: {signatures: off}, providers: {fast: {dialect: openai, base-url: '%s', api-key: k}}}"
                                .formatted(provider.uri("/v1")));
                Socket slow = new Socket();
                Socket other = new Socket()) {
            provider.answerEach(request -> Script.eventStream().write(FRAME, FRAMES));
            slow.setReceiveBufferSize(16 * 1024);
            ask(slow, server);
            ScriptedExchange exchange = provider.awaitExchange(Duration.ofSeconds(10));

            // the provider gives both calls the same turns: while another client reads all of its answer, this one's
            // would be taken too, were it not held up
            ask(other, server);
            assertThat(bytesFrom(other)).isGreaterThanOrEqualTo(SENT);
            long taken = exchange.bytesWritten();

            // what is under way: our window and the kernel's buffers of two connections, of which a few megabytes at
            // the most
            assertThat(taken).isLessThan(SENT / 4);
            assertThat(bytesFrom(slow)).isGreaterThanOrEqualTo(SENT);
            System.getLogger("measured").log(System.Logger.Level.INFO, "took {0} of {1} bytes", taken, SENT);
        }
    }

    private static void ask(Socket client, RunningServer server) throws IOException {
        client.connect(new InetSocketAddress("127.0.0.1", server.uri().getPort()));
        String body = "{\"model\":\"fast/m\",\"stream\":true}";
        client.getOutputStream()
                .write(("POST /v1/chat/completions HTTP/1.0\r\nHost: localhost\r\nContent-Length: " + body.length()
                                + "\r\n\r\n" + body)
                        .getBytes(UTF_8));
    }

    private static long bytesFrom(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        byte[] buffer = new byte[64 * 1024];
        long read = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            read += count;
        }
        return read;
    }
}
