package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Mode;
import io.throughline.Throughline;
import io.throughline.Upstream;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where something of Throughline's own fails before a call was sent, the call goes out as the application made it, once, and is counted. */
@Timeout(60)
class DegradedCallTest {
    /** A sink that is down is not waited for. */
    private static final Duration SOON = Duration.ofMillis(100);

    private final ScriptedProvider provider =
            ScriptedProvider.start().answerEach(request -> Script.json(Chats.COMPLETION));
    private final ReadMeters meters = new ReadMeters();

    @AfterEach
    void stop() {
        provider.close();
    }

    static Stream<Arguments> mounts() {
        return ChaosTest.mounts();
    }

    @ParameterizedTest
    @MethodSource("mounts")
    void aTransportThatCantBeHad(ChaosTest.Client client, Mode mode) throws Exception {
        try (Throughline throughline = throughline("", carrier -> {
            throw new IllegalStateException("broken");
        })) {
            assertThat(client.post(ThroughlineSdk.of(throughline), mode, uri())).isEqualTo(Chats.COMPLETION);
        }
        assertThat(meters.faults()).isEqualTo(1);
        assertSentOnceAsMade();
    }

    @ParameterizedTest
    @MethodSource("faultyRequests")
    void aRequestOfWhichNoCallCanBeMade(FaultyRequest client, Mode mode) throws Exception {
        try (Throughline throughline = throughline("", UnaryOperator.identity())) {
            assertThat(client.post(ThroughlineSdk.of(throughline), mode, uri())).isEqualTo(Chats.COMPLETION);
        }
        assertThat(meters.faults()).isEqualTo(1);
        assertSentOnceAsMade();
    }

    static Stream<Arguments> faultyRequests() {
        return Stream.of(FaultyRequest.values())
                .flatMap(client -> Stream.of(Mode.values()).map(mode -> Arguments.of(client, mode)));
    }

    @ParameterizedTest
    @MethodSource("mounts")
    void anIndexThatThrows(ChaosTest.Client client, Mode mode) throws Exception {
        try (Throughline throughline = throughline(sharedAt("redis://throws"), UnaryOperator.identity())) {
            assertAnswered(client, mode, throughline);
            throughline.close(SOON);
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void redisThatIsGone(Mode mode) throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        try (Throughline throughline = throughline(sharedAt("redis://127.0.0.1:" + port), UnaryOperator.identity())) {
            assertAnswered(ChaosTest.Client.JDK, mode, throughline);
            assertAnswered(ChaosTest.Client.OK_HTTP, mode, throughline);
            throughline.close(SOON);
        }
    }

    /** Its port takes connections, and nobody ever says a word. */
    @ParameterizedTest
    @EnumSource(Mode.class)
    void redisThatHangs(Mode mode) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Throughline throughline =
                        throughline(sharedAt("redis://127.0.0.1:" + silent.getLocalPort()), UnaryOperator.identity())) {
            assertAnswered(ChaosTest.Client.JDK, mode, throughline);
            assertAnswered(ChaosTest.Client.OK_HTTP, mode, throughline);
            throughline.close(SOON);
        }
    }

    private void assertAnswered(ChaosTest.Client client, Mode mode, Throughline throughline) throws Exception {
        assertThat(client.post(ThroughlineSdk.of(throughline), mode, uri())).isEqualTo(Chats.COMPLETION);
        assertThat(meters.faults()).isZero(); // it is handled, and its trace is a new one
    }

    /** The provider's key is Throughline's to give, and here nobody gave it. */
    private void assertSentOnceAsMade() {
        assertThat(provider.requests()).hasSize(1);
        ReceivedRequest sent = provider.requests().get(0);
        assertThat(sent.text()).isEqualTo(HttpClientContract.ASK);
        assertThat(sent.headers("authorization")).isEmpty();
        assertThat(sent.headers("x-trace-id")).isEmpty();
    }

    private URI uri() {
        return provider.uri("/v1/chat/completions");
    }

    private static String sharedAt(String redis) {
        return "telemetry: {redis: {uri: '" + redis + "'}}\n";
    }

    private Throughline throughline(String more, UnaryOperator<Upstream> transport) {
        String yaml =
                Handlers.providers(provider).replace("{signatures: off}", "{signatures: off, secret: 0123456789abcdef}")
                        + more;
        return Throughline.create(
                ThroughlineConfig.parse(yaml, "test.yaml", Map.of(), Path.of("target")), meters, transport);
    }
}
