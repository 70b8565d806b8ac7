package io.throughline.http;

import static io.throughline.http.BodyReader.await;
import static io.throughline.http.BodyReader.failureOf;
import static io.throughline.http.BodyReader.get;
import static io.throughline.http.BodyReader.post;
import static io.throughline.http.BodyReader.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.http.UpstreamException.Kind;
import io.throughline.testkit.Gate;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What breaks is told once, by its kind, without a word of what was sent; a stream cut short never looks complete. */
@Timeout(60)
class FailureTest {
    private static final String SECRET = "sk-very-secret";

    private ScriptedProvider provider;
    private ApacheUpstream upstream;

    @BeforeEach
    void start() {
        provider = ScriptedProvider.start();
        upstream = ApacheUpstream.builder()
                .connectTimeout(Duration.ofMillis(500))
                .leaseTimeout(Duration.ofMillis(300))
                .build();
    }

    @AfterEach
    void stop() {
        upstream.close();
        provider.close();
    }

    static Stream<Arguments> beforeTheHeaders() {
        return Stream.of(
                Arguments.of("reset", Script.raw().reset(), Kind.RESET),
                Arguments.of("closed", Script.raw().close(), Kind.RESET),
                Arguments.of(
                        "closed within the head",
                        Script.raw().write("HTTP/1.1 200 OK\r\nx-a: b\r\n").close(),
                        Kind.RESET),
                Arguments.of(
                        "not HTTP",
                        Script.raw().write("SSH-2.0-" + SECRET + "\r\n\r\n").close(),
                        Kind.PROTOCOL),
                Arguments.of("HTTP/2 unasked", Script.raw().write("HTTP/2.0 200 OK\r\n\r\n"), Kind.PROTOCOL),
                Arguments.of(
                        "no length",
                        Script.raw().write("HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n"),
                        Kind.PROTOCOL));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void beforeTheHeaders(String name, Script script, Kind kind) {
        provider.answer(script);
        ProxyRequest request = new ProxyRequest(
                "POST",
                URI.create("http://user:" + SECRET + "@127.0.0.1:" + provider.port() + "/" + SECRET + "?key=" + SECRET),
                Headers.of("Authorization", "Bearer " + SECRET),
                Body.of(new byte[5]),
                Attributes.none());
        UpstreamException failure = failureOf(upstream.send(request));
        assertThat(failure.kind()).isEqualTo(kind);
        assertSilentAboutSecrets(failure);
        assertThat(provider.requests()).hasSize(1);
        assertThat(provider.requests().get(0).headers("authorization")).containsExactly("Bearer " + SECRET);
        BodyReader.until(() -> upstream.stats().equals(new ApacheUpstream.Stats(0, 0, 0)));
    }

    static Stream<Arguments> withinTheBody() {
        return Stream.of(
                Arguments.of(
                        "sized, closed",
                        Script.status(200).contentLength(10).write("12345").close(),
                        Kind.RESET),
                Arguments.of(
                        "sized, reset",
                        Script.status(200).contentLength(10).write("12345").reset(),
                        Kind.RESET),
                Arguments.of(
                        "chunked, closed", Script.eventStream().write("12345").close(), Kind.RESET),
                Arguments.of(
                        "chunked, reset", Script.eventStream().write("12345").reset(), Kind.RESET),
                Arguments.of(
                        "within a chunk",
                        Script.raw()
                                .write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n12345")
                                .close(),
                        Kind.RESET),
                Arguments.of(
                        "a chunk that is none",
                        Script.raw()
                                .write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n12345\r\nzz\r\n")
                                .stall(),
                        Kind.PROTOCOL));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void withinTheBody(String name, Script script, Kind kind) {
        provider.answer(script);
        BodyReader reader =
                BodyReader.all(await(upstream.send(get(provider.uri("/")))).body());
        assertThat(reader.failureKind()).isEqualTo(kind);
        assertThat(reader.broken).hasValue(0);
        BodyReader.until(() -> upstream.stats().equals(new ApacheUpstream.Stats(0, 0, 0)));
    }

    @Test
    void whatCameBeforeTheBreakIsDelivered() {
        Gate gate = new Gate();
        provider.answer(Script.eventStream().write("12345").hold(gate).close());
        BodyReader reader =
                BodyReader.all(await(upstream.send(get(provider.uri("/")))).body());
        assertThat(reader.next()).isEqualTo("12345");
        gate.open();
        assertThat(reader.failureKind()).isEqualTo(Kind.RESET);
    }

    @Test
    void noSuchPort() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        UpstreamException failure =
                failureOf(upstream.send(get(URI.create("http://127.0.0.1:" + port + "/" + SECRET))));
        assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
        assertThat(failure).hasMessageContaining("127.0.0.1:" + port + ": connection refused");
        assertThat(failure.why()).contains("connection refused");
        assertSilentAboutSecrets(failure);
    }

    @Test
    void noSuchHost() {
        UpstreamException failure = failureOf(upstream.send(get(URI.create("http://no-such-host.invalid/"))));
        assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
        assertThat(failure.why()).contains("unknown host");
    }

    @Test
    void noTls() {
        provider.answerEach(request -> Script.json("{}"));
        URI secure = URI.create("https://127.0.0.1:" + provider.port() + "/");
        assertThat(failureOf(upstream.send(get(secure))).kind()).isIn(Kind.TLS, Kind.CONNECT);
        BodyReader.until(() -> upstream.stats().equals(new ApacheUpstream.Stats(0, 0, 0)));
    }

    @Test
    void noFreeConnection() {
        try (ApacheUpstream narrow = ApacheUpstream.builder()
                .maxConnections(1)
                .leaseTimeout(Duration.ofMillis(200))
                .build()) {
            provider.answerEach(request -> Script.neverAnswer());
            narrow.send(get(provider.uri("/")));
            assertThat(failureOf(narrow.send(get(provider.uri("/")))).kind()).isEqualTo(Kind.CONNECT);
        }
    }

    @Test
    void silenceBeforeTheHeaders() {
        provider.answer(Script.neverAnswer());
        assertTimeout(failureOf(upstream.send(with(get(provider.uri("/")), firstByte(200)))));
    }

    @Test
    void silenceBehindTheHeaders() {
        provider.answer(Script.eventStream().stall());
        assertThat(BodyReader.all(await(upstream.send(with(get(provider.uri("/")), firstByte(200))))
                                .body())
                        .failureKind())
                .isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void silenceWithinTheBodyCountsFromTheLastByte() {
        Script script = Script.eventStream();
        for (int i = 0; i < 5; i++) {
            script = script.event("x").pause(Duration.ofMillis(300));
        }
        provider.answer(script.stall());
        Attributes attributes = Attributes.none().with(ApacheUpstream.SILENCE, Duration.ofMillis(1000));
        BodyReader reader = BodyReader.all(
                await(upstream.send(with(get(provider.uri("/")), attributes))).body());
        assertThat(reader.failureKind()).isEqualTo(Kind.TIMEOUT);
        assertThat(reader.bytes).isEqualTo(5 * "data: x\n\n".length());
    }

    @Test
    void aSlowReaderIsNoSilence() {
        Attributes attributes = Attributes.none().with(ApacheUpstream.SILENCE, Duration.ofMillis(100));
        provider.answer(Script.status(200).chunked().write(new byte[1000], 1000));
        BodyReader reader = BodyReader.of(
                await(upstream.send(with(get(provider.uri("/")), attributes))).body(), 1);
        reader.next();
        long until = System.nanoTime() + 500_000_000L;
        BodyReader.until(() -> System.nanoTime() > until);
        assertThat(reader.failure).isNull();
        reader.subscription.request(Long.MAX_VALUE);
        reader.awaitEnd();
        assertThat(reader.failure).isNull();
        assertThat(reader.bytes).isEqualTo(1_000_000);
    }

    @Test
    void tooLongInAll() {
        Script script = Script.eventStream();
        for (int i = 0; i < 100; i++) {
            script = script.event("x").pause(Duration.ofMillis(20));
        }
        provider.answer(script);
        Attributes attributes = Attributes.none().with(ApacheUpstream.TOTAL, Duration.ofMillis(300));
        assertThat(BodyReader.all(await(upstream.send(with(get(provider.uri("/")), attributes)))
                                .body())
                        .failureKind())
                .isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void refusesWhatIsNoRequest() {
        for (ProxyRequest wrong : new ProxyRequest[] {
            get(URI.create("/relative")),
            get(URI.create("ftp://127.0.0.1/")),
            new ProxyRequest(
                    "GET", provider.uri("/"), Headers.of("x", "a\r\nb: " + SECRET), Body.empty(), Attributes.none()),
            new ProxyRequest("GET", provider.uri("/"), Headers.of("x y", "a"), Body.empty(), Attributes.none())
        }) {
            UpstreamException failure = failureOf(upstream.send(wrong));
            assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
            assertSilentAboutSecrets(failure);
        }
        assertThat(provider.connectionsAccepted()).isZero();
    }

    @Test
    void aClosedTransportSaysSo() {
        provider.answer(Script.neverAnswer());
        var pending = upstream.send(post(provider.uri("/"), Body.of(new byte[1])));
        provider.awaitExchange(BodyReader.SOON);
        upstream.close();
        failureOf(pending);
        failureOf(upstream.send(get(provider.uri("/"))));
        assertThat(provider.awaitConnectionsOpen(0, BodyReader.SOON)).isTrue();
    }

    private static Attributes firstByte(int millis) {
        return Attributes.none().with(ApacheUpstream.FIRST_BYTE, Duration.ofMillis(millis));
    }

    private static void assertTimeout(UpstreamException failure) {
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    }

    private static void assertSilentAboutSecrets(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            assertThat(t.toString()).doesNotContain(SECRET);
        }
    }
}
