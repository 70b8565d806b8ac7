package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import io.throughline.testkit.ScriptedProvider;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A client that does not read holds a fixed amount, whatever the provider sends; all of it arrives once the client reads. */
class SlowReaderTest {
    private static final int FRAMES = 64 * 1024;
    private static final byte[] FRAME = ("data: " + "x".repeat(1016) + "\n\n").getBytes(UTF_8);
    private static final long SENT = (long) FRAMES * FRAME.length;

    @Test
    void holdsAFixedAmount() throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start();
                RunningServer server =
                        RunningServer.with("providers: {fast: {dialect: openai, base-url: '%s', api-key: k}}"
                                .formatted(provider.uri("/v1")));
                Socket client = new Socket()) {
            provider.answerEach(request -> Script.eventStream().write(FRAME, FRAMES));
            client.setReceiveBufferSize(16 * 1024);
            client.connect(new InetSocketAddress("127.0.0.1", server.uri().getPort()));
            String body = "{\"model\":\"fast/m\",\"stream\":true}";
            client.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.0\r\nHost: localhost\r\nContent-Length: " + body.length()
                                    + "\r\n\r\n" + body)
                            .getBytes(UTF_8));
            ScriptedExchange exchange = provider.awaitExchange(Duration.ofSeconds(10));

            long stuck = whereItStops(exchange);

            // what is under way: our window and the kernel's buffers of two connections, of which a few megabytes at
            // the most
            assertThat(stuck).isLessThan(SENT / 4);
            InputStream in = client.getInputStream();
            long read = 0;
            byte[] buffer = new byte[64 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                read += count;
            }
            assertThat(read).isGreaterThanOrEqualTo(SENT);
            System.getLogger("measured").log(System.Logger.Level.INFO, "stopped after {0} of {1} bytes", stuck, SENT);
        }
    }

    /** Returns how much the provider could write before it could write no more for half a second. */
    private static long whereItStops(ScriptedExchange exchange) {
        long last = -1;
        while (last != exchange.bytesWritten()) {
            last = exchange.bytesWritten();
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        }
        return last;
    }
}
