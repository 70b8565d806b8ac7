package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients keep their connections, thousands of them: each costs little while nothing goes over it. */
class IdleConnectionsTest {
    private static final int CONNECTIONS = 400;
    private static final byte[] REQUEST =
            "GET /healthz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-a\r\nUser-Agent: a/1\r\n\r\n"
                    .getBytes(US_ASCII);

    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void disconnect() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    @Test
    void aConnectionThatWasUsedMoreThanOnceHoldsLittle() throws Exception {
        try (RunningServer server = RunningServer.withEchoOnly()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(new Socket("127.0.0.1", server.uri().getPort()));
            }
            ask();
            long once = used();
            ask();
            ask();
            assertThat((used() - once) / CONNECTIONS).isLessThan(30_000);
        }
    }

    private void ask() throws IOException {
        byte[] answer = new byte[4096];
        for (Socket client : clients) {
            client.getOutputStream().write(REQUEST);
        }
        for (Socket client : clients) {
            int read = client.getInputStream().read(answer);
            assertThat(new String(answer, 0, read, US_ASCII)).startsWith("HTTP/1.1 200 ");
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
