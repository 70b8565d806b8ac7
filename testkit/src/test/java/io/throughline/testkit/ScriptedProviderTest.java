package io.throughline.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The provider of the tests is tested on plain sockets: what it says it does, it does. */
@Timeout(30)
class ScriptedProviderTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @Test
    void keepsRequestsAsTheyWereSentAndAnswersSeveralOnOneConnection() throws IOException {
        try (ScriptedProvider provider = ScriptedProvider.start();
                Socket client = connect(provider)) {
            provider.answer(Script.status(200).header("X-One", "1").sized("first"))
                    .answer(Script.eventStream().event("second"));

            send(client, "POST /a?b=c HTTP/1.1\r\nHost: h\r\nX-Odd-CASE:  v \r\ncontent-length: 4\r\n\r\nbody");
            assertThat(read(client, "HTTP/1.1 200 Scripted\r\nX-One: 1\r\ncontent-length: 5\r\n\r\nfirst"))
                    .isTrue();
            send(client, "POST /d HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
            assertThat(read(client, "\r\n\r\ne\r\ndata: second\n\n\r\n0\r\n\r\n"))
                    .isTrue();

            ReceivedRequest first = provider.requests().get(0);
            assertThat(first.requestLine()).isEqualTo("POST /a?b=c HTTP/1.1");
            assertThat(first.headerLines()).containsExactly("Host: h", "X-Odd-CASE:  v ", "content-length: 4");
            assertThat(first.text()).isEqualTo("body");
            assertThat(first.path()).isEqualTo("/a?b=c");
            assertThat(first.header("x-odd-case")).contains("v");
            assertThat(provider.requests().get(1).text()).isEqualTo("abcde");
            assertThat(provider.connectionsAccepted()).isOne();
        }
    }

    @Test
    void holdsAFrameUntilTheTestReleasesIt() throws IOException {
        Gate gate = new Gate();
        try (ScriptedProvider provider = ScriptedProvider.start();
                Socket client = connect(provider)) {
            provider.answer(
                    Script.status(200).untilClose().write("one").hold(gate).write("two"));
            send(client, "GET / HTTP/1.1\r\n\r\n");
            assertThat(read(client, "one")).isTrue();
            ScriptedExchange exchange = provider.awaitExchange(SOON);
            assertThat(gate.awaitWaiting(1, SOON)).isTrue();
            assertThat(exchange.framesWritten()).isEqualTo(2);
            assertThat(exchange.awaitPlayed(Duration.ZERO)).isFalse();

            gate.release();
            assertThat(read(client, "two")).isTrue();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(exchange.awaitPlayed(SOON)).isTrue();
            assertThat(exchange.isDisconnected()).isFalse();
        }
    }

    @Test
    void resetsAConnection() throws IOException {
        try (ScriptedProvider provider = ScriptedProvider.start();
                Socket client = connect(provider)) {
            provider.answer(Script.raw().reset());
            send(client, "GET / HTTP/1.1\r\n\r\n");
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void noticesAClientThatLeavesWhileItIsSilentAndWhileItWrites() throws IOException {
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.answer(Script.neverAnswer())
                    .answer(Script.status(200).chunked().write(new byte[1 << 20], 1000));
            for (int i = 0; i < 2; i++) {
                ScriptedExchange exchange;
                try (Socket client = connect(provider)) {
                    send(client, "GET / HTTP/1.1\r\n\r\n");
                    exchange = provider.awaitExchange(SOON);
                    assertThat(exchange.isDisconnected()).isFalse();
                }
                assertThat(exchange.awaitDisconnect(SOON)).isTrue();
                assertThat(exchange.bytesWritten()).isLessThan(100 << 20);
                assertThat(provider.awaitConnectionsOpen(0, SOON)).isTrue();
            }
        }
    }

    @Test
    void servesManyPacedStreamsOnOneThread() throws IOException {
        int streams = 1000;
        Script paced = Script.status(200)
                .untilClose()
                .write("a")
                .pause(Duration.ofMillis(200))
                .write("b");
        List<Socket> clients = new ArrayList<>();
        try (ScriptedProvider provider = ScriptedProvider.start().answerEach(request -> paced)) {
            for (int i = 0; i < streams; i++) {
                Socket client = connect(provider);
                clients.add(client);
                send(client, "GET / HTTP/1.1\r\n\r\n");
            }
            for (Socket client : clients) {
                assertThat(read(client, "ab")).isTrue();
            }
            assertThat(provider.exchanges()).hasSize(streams);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static Socket connect(ScriptedProvider provider) throws IOException {
        Socket socket = new Socket("127.0.0.1", provider.port());
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads until what was read ends in {@code end}. */
    private static boolean read(Socket socket, String end) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith(end)) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            text.append((char) next);
        }
        return true;
    }
}
