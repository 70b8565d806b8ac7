package io.throughline.http;

import static io.throughline.http.BodyReader.await;
import static io.throughline.http.BodyReader.get;
import static io.throughline.http.BodyReader.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes in comes out, to the byte, in both directions, and nothing is added on the way. */
@Timeout(60)
class RelayTest {
    private ScriptedProvider provider;
    private ApacheUpstream upstream;

    @BeforeEach
    void start() {
        provider = ScriptedProvider.start();
        upstream = ApacheUpstream.create();
    }

    @AfterEach
    void stop() {
        upstream.close();
        provider.close();
    }

    @Test
    void sendsNothingButTheGivenHeadersTheHostAndTheFraming() {
        provider.answer(Script.json("{}")).answer(Script.json("{}"));
        Headers headers = Headers.of("X-Odd-CASE", "v", "Content-Type", "a/b", "Accept", "x", "accept", "y");
        URI target = provider.uri("/v1/a%2Fb//c/../d?q=%20x&api-version=1");

        read(upstream.send(
                new ProxyRequest("POST", target, headers, Body.of(new byte[] {1, 2, 3}), Attributes.none())));
        read(upstream.send(get(provider.uri(""))));

        ReceivedRequest posted = provider.requests().get(0);
        assertThat(posted.requestLine()).isEqualTo("POST /v1/a%2Fb//c/../d?q=%20x&api-version=1 HTTP/1.1");
        assertThat(posted.headerLines())
                .containsExactly(
                        "X-Odd-CASE: v",
                        "Content-Type: a/b",
                        "Accept: x",
                        "accept: y",
                        "Host: 127.0.0.1:" + provider.port(),
                        "Content-Length: 3");
        assertThat(posted.body()).containsExactly(1, 2, 3);
        ReceivedRequest got = provider.requests().get(1);
        assertThat(got.requestLine()).isEqualTo("GET / HTTP/1.1");
        assertThat(got.headerLines()).containsExactly("Host: 127.0.0.1:" + provider.port());
    }

    @Test
    void leavesTheFramingToTheClient() {
        provider.answer(Script.json("{}"));
        Headers headers = Headers.of(
                "Content-Length",
                "99",
                "Transfer-Encoding",
                "chunked",
                "Connection",
                "close",
                "Expect",
                "100-continue",
                "Host",
                "elsewhere",
                "X-A",
                "1");
        read(upstream.send(new ProxyRequest("POST", provider.uri("/"), headers, Body.empty(), Attributes.none())));

        assertThat(provider.requests().get(0).headerLines())
                .containsExactly("X-A: 1", "Host: 127.0.0.1:" + provider.port(), "Content-Length: 0");
    }

    static Stream<Body> bodies() {
        byte[] bytes = bytes(300_000);
        return Stream.of(
                Body.of(bytes),
                new Body.Pull(new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length)),
                new Body.Pull(new ByteArrayInputStream(bytes), OptionalLong.empty()),
                new Body.Push(pushed(bytes), OptionalLong.of(bytes.length)),
                new Body.Push(pushed(bytes), OptionalLong.empty()));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void sendsABodyOfAnyShape(Body body) {
        provider.answer(Script.json("{}"));
        assertThat(read(upstream.send(post(provider.uri("/"), body)))).isEqualTo("{}");

        ReceivedRequest request = provider.requests().get(0);
        assertThat(request.body()).isEqualTo(bytes(300_000));
        assertThat(request.header("content-length"))
                .isEqualTo(body.length().isPresent() ? java.util.Optional.of("300000") : java.util.Optional.empty());
        assertThat(request.header("transfer-encoding").isPresent())
                .isEqualTo(body.length().isEmpty());
    }

    @Test
    void givesUpARequestWhoseBodyIsShorterThanItSaid() {
        provider.answer(Script.json("{}"));
        Body tooShort = new Body.Push(pushed(new byte[10]), OptionalLong.of(11));
        assertThat(BodyReader.failureOf(upstream.send(post(provider.uri("/"), tooShort)))
                        .kind())
                .isEqualTo(UpstreamException.Kind.CANCELLED);
        assertThat(provider.awaitConnectionsOpen(0, BodyReader.SOON)).isTrue();
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void passesStatusAndHeadersOnAsTheyCame() {
        provider.answer(Script.status(429)
                .header("Retry-After", "7")
                .header("X-RateLimit-Reset", "1.182s")
                .header("Set-Cookie", "a=b")
                .header("x-twice", "1")
                .header("X-Twice", "2")
                .sized("slow down"));
        ProxyResponse response = await(upstream.send(get(provider.uri("/"))));

        assertThat(response.status()).isEqualTo(429);
        List<String> lines = new ArrayList<>();
        response.headers().forEach((name, value) -> lines.add(name + "=" + value));
        assertThat(lines)
                .containsExactly(
                        "Retry-After=7",
                        "X-RateLimit-Reset=1.182s",
                        "Set-Cookie=a=b",
                        "x-twice=1",
                        "X-Twice=2",
                        "content-length=9");
        assertThat(response.body().length()).hasValue(9);
        assertThat(BodyReader.all(response.body()).text()).isEqualTo("slow down");
        assertThat(provider.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308, 401, 407, 429, 503})
    void neitherFollowsNorRepeats(int status) {
        provider.answer(Script.status(status)
                .header("Location", provider.uri("/elsewhere").toString())
                .header("Retry-After", "0")
                .header("WWW-Authenticate", "Basic realm=\"x\"")
                .sized(""));
        assertThat(await(upstream.send(get(provider.uri("/")))).status()).isEqualTo(status);
        assertThat(provider.requests()).hasSize(1);
    }

    @Test
    void leavesCompressedBytesAlone() {
        byte[] notReallyGzip = bytes(500);
        provider.answer(Script.status(200)
                .header("Content-Encoding", "gzip")
                .contentLength(500)
                .write(notReallyGzip));
        ProxyResponse response = await(upstream.send(get(provider.uri("/"))));
        assertThat(response.headers().first("content-encoding")).contains("gzip");
        assertThat(BodyReader.all(response.body()).rest()).isEqualTo(notReallyGzip);
        assertThat(provider.requests().get(0).header("accept-encoding")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"GET,204", "GET,304", "HEAD,200", "POST,204"})
    void knowsAnswersWithoutABody(String method, int status) {
        provider.answer(status == 200 ? Script.status(status).contentLength(1234) : Script.status(status));
        ProxyResponse response = await(upstream.send(
                new ProxyRequest(method, provider.uri("/"), Headers.none(), Body.empty(), Attributes.none())));
        assertThat(response.body().length()).hasValue(0);
        assertThat(BodyReader.all(response.body()).text()).isEmpty();
        assertThat(upstream.stats()).isEqualTo(new ApacheUpstream.Stats(0, 1, 0));
    }

    @Test
    void completesABodyOfNoBytes() {
        provider.answer(Script.status(200).contentLength(0))
                .answer(Script.status(200).chunked());
        for (int i = 0; i < 2; i++) {
            assertThat(read(upstream.send(get(provider.uri("/"))))).isEmpty();
        }
        assertThat(provider.connectionsAccepted()).isOne();
    }

    @Test
    void readsABodyThatEndsWithTheConnection() {
        provider.answer(Script.status(200).untilClose().write("a").write("b"));
        assertThat(read(upstream.send(get(provider.uri("/"))))).isEqualTo("ab");
        assertThat(provider.awaitConnectionsOpen(0, BodyReader.SOON)).isTrue();
        assertThat(upstream.stats()).isEqualTo(new ApacheUpstream.Stats(0, 0, 0));
    }

    @Test
    void readsOverInformationAndTrailers() {
        provider.answer(
                Script.raw()
                        .write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n")
                        .write(
                                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x-t\r\n\r\n3\r\nabc\r\n0\r\nx-t: 1\r\n\r\n"));
        ProxyResponse response = await(upstream.send(get(provider.uri("/"))));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().contains("link")).isFalse();
        assertThat(BodyReader.all(response.body()).text()).isEqualTo("abc");
        assertThat(upstream.stats()).isEqualTo(new ApacheUpstream.Stats(0, 1, 0));
    }

    @Test
    void readsAnAnswerThatComesByteByByte() {
        String answer = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
                + "9\r\ndata: \u00c3\u00a9\n\r\n1\r\n\n\r\n0\r\n\r\n";
        Script script = Script.raw();
        for (byte one : answer.getBytes(StandardCharsets.ISO_8859_1)) {
            script = script.write(new byte[] {one});
        }
        provider.answer(script);
        assertThat(read(upstream.send(get(provider.uri("/"))))).isEqualTo("data: \u00e9\n\n");
    }

    @RepeatedTest(50)
    void keepsItsConnectionsAlive() {
        provider.answerEach(request -> Script.eventStream().event("x"));
        for (int i = 0; i < 20; i++) {
            assertThat(read(upstream.send(post(provider.uri("/"), Body.of(bytes(10))))))
                    .isEqualTo("data: x\n\n");
        }
        assertThat(provider.connectionsAccepted()).isOne();
    }

    @Test
    void aBodyIsReadOnce() {
        provider.answer(Script.json("{}"));
        ProxyResponse response = await(upstream.send(get(provider.uri("/"))));
        BodyReader first = BodyReader.all(response.body());
        BodyReader second = BodyReader.all(response.body());
        second.awaitEnd();
        assertThat(second.failure).isInstanceOf(IllegalStateException.class);
        assertThat(first.text()).isEqualTo("{}");
    }

    @Test
    void anAnswerBeforeTheEndOfTheRequestEndsTheRequest() {
        SubmissionPublisher<ByteBuffer> endless = new SubmissionPublisher<>();
        endless.submit(ByteBuffer.wrap(new byte[10]));
        try (java.net.ServerSocket early = new java.net.ServerSocket(0)) {
            var pending = upstream.send(post(
                    URI.create("http://127.0.0.1:" + early.getLocalPort()),
                    new Body.Push(endless, OptionalLong.of(1000))));
            try (java.net.Socket socket = early.accept()) {
                assertThat(socket.getInputStream().read()).isEqualTo('P');
                socket.getOutputStream()
                        .write("HTTP/1.1 413 No\r\ncontent-length: 2\r\n\r\nno".getBytes(StandardCharsets.US_ASCII));
                ProxyResponse response = await(pending);
                assertThat(response.status()).isEqualTo(413);
                assertThat(BodyReader.all(response.body()).text()).isEqualTo("no");
                assertThat(upstream.stats()).isEqualTo(new ApacheUpstream.Stats(0, 0, 0));
            }
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        BodyReader.until(() -> endless.getNumberOfSubscribers() == 0);
    }

    private String read(java.util.concurrent.CompletionStage<ProxyResponse> stage) {
        return BodyReader.all(await(stage).body()).text();
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static java.util.concurrent.Flow.Publisher<ByteBuffer> pushed(byte[] bytes) {
        return subscriber -> {
            SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>(ForkJoinPool.commonPool(), 8);
            publisher.subscribe(subscriber);
            ForkJoinPool.commonPool().execute(() -> {
                for (int from = 0; from < bytes.length; from += 7777) {
                    publisher.submit(
                            ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 7777))));
                }
                publisher.close();
            });
        };
    }
}
