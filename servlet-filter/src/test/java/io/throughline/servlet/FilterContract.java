package io.throughline.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.Peer;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.testkit.WireClient;
import jakarta.servlet.Filter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the filter does in every container, with a handler of the test's own. */
@Timeout(60)
abstract class FilterContract {
    private static final Headers STREAM = Headers.of("content-type", "text/event-stream");
    private static final Duration LONGER_THAN_IDLE = Container.IDLE.plusMillis(500);

    private final BlockingQueue<ProxyRequest> requests = new LinkedBlockingQueue<>();
    private Container container;

    /** Starts the container with filters by URL pattern. */
    abstract Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception;

    @AfterEach
    void stop() throws Exception {
        if (container != null) {
            container.close();
        }
    }

    @Test
    void everyFrameLeavesAtOnceAndTheHeadBeforeThem() throws Exception {
        ScriptedBody body = new ScriptedBody();
        try (WireClient client = client("/*", answer(STREAM, body.body()))) {
            client.post("/v1/messages", "{}");

            assertThat(client.head().status()).isEqualTo(200);
            for (int n = 0; n < 20; n++) {
                body.emit("data: " + n + "\n\n");
                assertThat(client.frame()).isEqualTo("data: " + n + "\n\n");
            }
            body.complete();
            assertThat(client.chunk()).isEmpty();
        }
    }

    @Test
    void aConnectionServesOneCallAfterAnother() throws Exception {
        try (WireClient client = client("/*", answer(STREAM, pull("streamed")))) {
            for (int n = 0; n < 3; n++) {
                client.post("/v1/messages", "{}");
                client.head();
                assertThat(client.body()).asString().isEqualTo("streamed");
                client.get("/v1/models");
                client.head();
                assertThat(client.body()).asString().isEqualTo("streamed");
            }
        }
    }

    @Test
    void bytesPassBothWaysAsTheyAre() throws Exception {
        byte[] sent = new byte[10 * 1024 * 1024];
        new Random(1).nextBytes(sent);
        try (WireClient client = client("/*", echo())) {
            client.sendHead("POST", "/v1/files", "Content-Length: " + sent.length);
            CompletableFuture<Void> sending = sending(client, sent);
            assertThat(client.head().status()).isEqualTo(200);
            assertThat(client.body()).isEqualTo(sent);
            sending.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void bytesPassOneByOne() throws Exception {
        byte[] sent = "a body in very small pieces".getBytes(StandardCharsets.UTF_8);
        try (WireClient client = client("/*", echo())) {
            client.sendHead("POST", "/v1/files", "Transfer-Encoding: chunked");
            client.head();
            for (byte one : sent) {
                client.send(new byte[] {'1', '\r', '\n', one, '\r', '\n'});
                assertThat(client.chunk()).containsExactly(one);
            }
            client.send("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.chunk()).isEmpty();
        }
    }

    @Test
    void aBrokenSourceBreaksTheAnswer() throws Exception {
        ScriptedBody body = new ScriptedBody();
        try (WireClient client = client("/*", answer(STREAM, body.body()))) {
            client.post("/v1/messages", "{}");
            client.head();
            body.emit("data: 1\n\n");
            assertThat(client.frame()).isEqualTo("data: 1\n\n");
            body.fail(new IOException("reset by the provider"));

            assertThatThrownBy(client::chunk)
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void aBrokenSourceBreaksAnAnswerOfKnownLength() throws Exception {
        ScriptedBody body = new ScriptedBody();
        try (WireClient client = client("/*", answer(Headers.of("content-length", "100"), body.body()))) {
            client.post("/v1/messages", "{}");
            body.emit("half of it");
            assertThat(client.head().status()).isEqualTo(200);
            body.fail(new IOException("reset by the provider"));

            assertThatThrownBy(client::body)
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void aSourceThatBreaksBeforeAnythingLeftIsABadGateway() throws Exception {
        ScriptedBody body = new ScriptedBody();
        Headers headers = Headers.of("content-length", "100", "content-encoding", "gzip");
        try (WireClient client = client("/*", answer(headers, body.body()))) {
            client.post("/v1/messages", "{}");
            body.fail(new IOException("reset by the provider"));

            WireClient.Head head = client.head();
            assertThat(head.status()).isEqualTo(502);
            assertThat(head.header("content-encoding")).isEmpty();
            assertThat(client.body()).asString().startsWith("The call could not");
        }
    }

    @Test
    void aHandlerThatFailsIsABadGateway() throws Exception {
        Function<ProxyRequest, CompletionStage<ProxyResponse>> failing = request -> {
            if (request.method().equals("GET")) {
                throw new IllegalStateException("a bug");
            }
            return CompletableFuture.failedFuture(new IOException("no provider"));
        };
        try (WireClient client = client("/*", failing)) {
            client.post("/v1/messages", "{}");
            assertThat(client.head().status()).isEqualTo(502);
            client.body();
            client.get("/v1/models");
            assertThat(client.head().status()).isEqualTo(502);
        }
    }

    @Test
    void aClientThatLeavesBeforeTheHeadersIsNoticed() throws Exception {
        WireClient client = client("/*", afterReading(request -> new CompletableFuture<>()));
        client.post("/v1/messages", "{}");

        CountDownLatch noticed = leaving(requests.poll(5, TimeUnit.SECONDS));
        long began = System.nanoTime();
        client.close();
        assertNoticed("before the headers, POST", noticed, began);
    }

    @Test
    void aClientOfAGetThatLeavesBeforeTheHeadersIsNoticed() throws Exception {
        WireClient client = client("/*", afterReading(request -> new CompletableFuture<>()));
        client.get("/v1/models");

        CountDownLatch noticed = leaving(requests.poll(5, TimeUnit.SECONDS));
        long began = System.nanoTime();
        client.close();
        assertNoticed("before the headers, GET", noticed, began);
    }

    @Test
    void aClientThatLeavesASilentStreamIsNoticed() throws Exception {
        ScriptedBody body = new ScriptedBody();
        WireClient client = client("/*", answer(STREAM, body.body()));
        client.post("/v1/messages", "{}");
        client.head();
        body.emit("data: 1\n\n");
        client.frame();

        long began = System.nanoTime();
        client.close();
        assertThat(body.awaitCancelled(Duration.ofSeconds(1))).isTrue();
        report("mid-stream, silent", began);
    }

    @Test
    void aClientThatResetsASilentStreamIsNoticed() throws Exception {
        ScriptedBody body = new ScriptedBody();
        WireClient client = client("/*", answer(STREAM, body.body()));
        client.post("/v1/messages", "{}");
        client.head();
        body.emit("data: 1\n\n");
        client.frame();

        long began = System.nanoTime();
        client.reset();
        assertThat(body.awaitCancelled(Duration.ofSeconds(1))).isTrue();
        report("mid-stream, reset", began);
    }

    @Test
    void aClientThatLeavesABusyStreamIsNoticed() throws Exception {
        ScriptedBody body = new ScriptedBody();
        WireClient client = client("/*", answer(STREAM, body.body()));
        client.post("/v1/messages", "{}");
        client.head();

        client.close();
        long began = System.nanoTime();
        while (!body.awaitCancelled(Duration.ofMillis(20))) {
            body.emit("data: on and on\n\n");
            assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(1));
        }
        report("mid-stream, busy", began);
    }

    @Test
    void aModelMayThinkForLongerThanAConnectionMayIdle() throws Exception {
        CompletableFuture<ProxyResponse> answer = new CompletableFuture<>();
        ScriptedBody body = new ScriptedBody();
        try (WireClient client = client("/*", afterReading(request -> answer))) {
            client.post("/v1/messages", "{}");
            CountDownLatch left = leaving(requests.poll(5, TimeUnit.SECONDS));
            assertThat(left.await(LONGER_THAN_IDLE.toMillis(), TimeUnit.MILLISECONDS))
                    .as("told that the client left")
                    .isFalse();
            answer.complete(response(STREAM, body.body()));
            client.head();
            body.emit("data: 1\n\n");
            assertThat(client.frame()).isEqualTo("data: 1\n\n");
            assertThat(body.awaitCancelled(LONGER_THAN_IDLE)).isFalse();
            body.emit("data: 2\n\n");
            assertThat(client.frame()).isEqualTo("data: 2\n\n");
            body.complete();
            assertThat(client.chunk()).isEmpty();
        }
    }

    @Test
    void aClientThatSendsItsNextRequestEarlyGetsBothAnswers() throws Exception {
        CompletableFuture<ProxyResponse> first = new CompletableFuture<>();
        BlockingQueue<CompletionStage<ProxyResponse>> answers = new LinkedBlockingQueue<>();
        answers.add(first);
        answers.add(CompletableFuture.completedFuture(response(Headers.none(), pull("second"))));
        try (WireClient client = client("/*", request -> answers.remove())) {
            client.get("/v1/models");
            requests.poll(5, TimeUnit.SECONDS);
            client.get("/v1/models");
            assertThat(staysConnected()).isTrue();
            first.complete(response(Headers.none(), pull("first")));
            client.head();
            assertThat(client.body()).asString().isEqualTo("first");
            client.head();
            assertThat(client.body()).asString().isEqualTo("second");
        }
    }

    /** Returns whether the watch has looked a few times and left the call alone. */
    boolean staysConnected() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        return !never.await(700, TimeUnit.MILLISECONDS);
    }

    @Test
    void aRefusalWithoutReadingReachesAClientThatStillSends() throws Exception {
        AtomicLong read = new AtomicLong();
        try (WireClient client = client("/*", request -> refusingAbove(100_000, request, read))) {
            client.sendHead("POST", "/v1/messages", "Content-Length: 100000000");
            sending(client, new byte[100_000_000]);

            WireClient.Head head = client.head();
            assertThat(head.status()).isEqualTo(413);
            assertThat(head.header("connection")).hasValue("close");
            assertThat(client.body()).asString().isEqualTo("too large");
            assertThat(read.get()).isLessThan(200_000);
        }
    }

    @Test
    void aRefusalOfASmallRequestKeepsTheConnection() throws Exception {
        try (WireClient client = client("/*", unread("no"))) {
            client.patience(Duration.ofSeconds(1));
            for (int n = 0; n < 3; n++) {
                client.post("/v1/messages", "{}".repeat(1000));
                WireClient.Head head = client.head();
                assertThat(head.header("connection")).isNotEqualTo(java.util.Optional.of("close"));
                assertThat(head.header("content-length")).hasValue("2");
                assertThat(client.body()).asString().isEqualTo("no");
            }
        }
    }

    @Test
    void aSlowReaderSlowsTheSource() throws Exception {
        ScriptedBody body = new ScriptedBody();
        int frames = 400;
        try (Container server = serving("/*", answer(STREAM, body.body()));
                WireClient client = WireClient.connectSlow(server.uri(""))) {
            client.post("/v1/messages", "{}");
            client.head();
            for (int n = 0; n < frames; n++) {
                body.emit(new byte[64 * 1024]);
            }
            assertThat(body.unasked()).as("what the source still holds").isGreaterThan(frames / 4);
            body.complete();
            assertThat(client.body()).hasSize(frames * 64 * 1024);
        }
    }

    @Test
    void headersPassBothWaysOncePerLine() throws Exception {
        Headers headers = Headers.builder()
                .add("Content-Type", "text/event-stream; charset=utf-8")
                .add("X-RateLimit-Remaining", "3")
                .add("x-many", "one")
                .add("x-many", "two, three")
                .add("Date", "Sat, 21 Nov 2026 00:00:00 GMT")
                .add("Server", "provider")
                .add("Transfer-Encoding", "chunked")
                .add("Connection", "keep-alive")
                .build();
        try (WireClient client = client("/*", answer(headers, pull("x")))) {
            client.post("/v1/messages", "{}", "X-In: one", "X-In: two", "Authorization: Bearer k");
            WireClient.Head head = client.head();

            ProxyRequest request = requests.poll(5, TimeUnit.SECONDS);
            assertThat(request.headers().all("x-in")).containsExactly("one", "two");
            assertThat(request.headers().all("authorization")).containsExactly("Bearer k");
            assertThat(request.headers().all("content-length")).containsExactly("2");
            assertThat(request.attributes()
                            .get(Peer.KEY)
                            .orElseThrow()
                            .address()
                            .isLoopbackAddress())
                    .isTrue();
            assertThat(head.headers("x-ratelimit-remaining")).containsExactly("3");
            assertThat(head.headers("x-many")).containsExactly("one", "two, three");
            assertThat(head.headers("date")).containsExactly("Sat, 21 Nov 2026 00:00:00 GMT");
            assertThat(head.headers("server")).containsExactly("provider");
            assertThat(head.headers("transfer-encoding")).containsExactly("chunked");
            assertThat(head.headers("connection")).hasSizeLessThan(2);
            assertThat(head.headers("content-type")).containsExactly(eventStreamAsWritten());
        }
    }

    /** Returns how this container writes {@code text/event-stream; charset=utf-8}. */
    String eventStreamAsWritten() {
        return "text/event-stream; charset=utf-8";
    }

    @Test
    void lengthAndCodingStayTheProviders() throws Exception {
        Headers headers =
                Headers.of("content-encoding", "gzip", "Content-Length", "4", "content-type", "application/json");
        ScriptedBody body = new ScriptedBody();
        body.emit(new byte[] {31, -117});
        body.emit(new byte[] {8, 0});
        body.complete();
        try (WireClient client = client("/*", answer(headers, body.body()))) {
            client.post("/v1/messages", "{}", "Accept-Encoding: gzip");
            WireClient.Head head = client.head();
            assertThat(head.headers("content-length")).containsExactly("4");
            assertThat(head.headers("content-encoding")).containsExactly("gzip");
            assertThat(head.headers("content-type")).containsExactly("application/json");
            assertThat(head.headers("transfer-encoding")).isEmpty();
            assertThat(client.body()).containsExactly(31, -117, 8, 0);
        }
    }

    @Test
    void anAnswerWithoutABodyHasNone() throws Exception {
        try (WireClient client = client(
                "/*",
                request -> CompletableFuture.completedFuture(new ProxyResponse(204, Headers.none(), Body.empty())))) {
            client.get("/v1/models");
            assertThat(client.head().status()).isEqualTo(204);
            client.get("/v1/models");
            assertThat(client.head().status()).isEqualTo(204);
        }
    }

    @Test
    void theTargetIsWhatFollowsTheMount() throws Exception {
        Function<ProxyRequest, CompletionStage<ProxyResponse>> tellTarget =
                request -> CompletableFuture.completedFuture(
                        response(Headers.none(), pull(request.target().toString())));
        container = start(8, "/app", Map.of("/llm/*", new ThroughlineFilter(tellTarget)));
        try (WireClient client = WireClient.connect(container.uri(""))) {
            assertTarget(client, "/app/llm/v1/messages?beta=true&x=%7B", "/v1/messages?beta=true&x=%7B");
            assertTarget(client, "/app/llm/v1/models/a%20b%2Bc", "/v1/models/a%20b%2Bc");
            assertTarget(client, "/app/llm", "/");
            assertTarget(client, "/app/%6Clm/v1/models", "/v1/models");
            assertTarget(
                    client,
                    "/app/llm/v1beta/models/gemini:streamGenerateContent?alt=sse",
                    "/v1beta/models/gemini:streamGenerateContent?alt=sse");
            client.get("/app/llm/v1/models?filter=a|b");
            assertThat(client.head().status()).isEqualTo(400);
        }
        try (WireClient client = WireClient.connect(container.uri(""))) {
            client.get("/app/other");
            assertThat(client.head().status()).isEqualTo(404);
        }
    }

    @Test
    void whoCallsIsWhatTheContainerSays() throws Exception {
        assertThat(addressOf("127.0.0.1").isLoopbackAddress()).isTrue();
        assertThat(addressOf("[::1]").isLoopbackAddress()).isTrue();
        assertThat(addressOf("0:0:0:0:0:0:0:1%lo").isLoopbackAddress()).isTrue();
        assertThat(addressOf("10.1.2.3").getHostAddress()).isEqualTo("10.1.2.3");
        assertThat(addressOf("localhost").isLoopbackAddress())
                .as("a name is not asked for")
                .isFalse();
        assertThat(addressOf("unknown").isLoopbackAddress()).isFalse();
        assertThat(addressOf("").isLoopbackAddress()).isFalse();
    }

    @Test
    void aFilterServesAgainAfterItWasDestroyed() throws Exception {
        ThroughlineFilter filter = recording(afterReading(request -> new CompletableFuture<>()));
        start(8, "", Map.of("/*", filter)).close();
        container = start(8, "", Map.of("/*", filter));
        WireClient client = WireClient.connect(container.uri(""));
        client.post("/v1/messages", "{}");
        CountDownLatch noticed = leaving(requests.poll(5, TimeUnit.SECONDS));
        long began = System.nanoTime();
        client.close();
        assertNoticed("by a filter taken into service again", noticed, began);
    }

    @Test
    void twoFiltersInOneContainerShareNothing() throws Exception {
        ThroughlineFilter one = new ThroughlineFilter(answer(Headers.none(), pull("one")));
        ThroughlineFilter two = new ThroughlineFilter(answer(Headers.none(), pull("two")));
        container = start(8, "", Map.of("/one/*", one, "/two/*", two));
        one.destroy();
        try (WireClient client = WireClient.connect(container.uri(""))) {
            client.get("/two/v1/models");
            client.head();
            assertThat(client.body()).asString().isEqualTo("two");
        }
    }

    private void assertTarget(WireClient client, String path, String target) throws IOException {
        client.get(path);
        assertThat(client.head().status()).as(path).isEqualTo(200);
        assertThat(client.body()).asString().isEqualTo(target);
    }

    private WireClient client(String pattern, Function<ProxyRequest, CompletionStage<ProxyResponse>> handler)
            throws Exception {
        container = serving(pattern, handler);
        return WireClient.connect(container.uri(""));
    }

    private Container serving(String pattern, Function<ProxyRequest, CompletionStage<ProxyResponse>> handler)
            throws Exception {
        return start(8, "", Map.of(pattern, recording(handler)));
    }

    private ThroughlineFilter recording(Function<ProxyRequest, CompletionStage<ProxyResponse>> handler) {
        Function<ProxyRequest, CompletionStage<ProxyResponse>> recorded = request -> {
            requests.add(request);
            return handler.apply(request);
        };
        return new ThroughlineFilter(recorded);
    }

    private InetAddress addressOf(String remote) throws Exception {
        Filter filter = new SecurityFilter(remote, "ada", recording(unread("seen")));
        try (Container server = start(8, "", Map.of("/*", filter));
                WireClient client = WireClient.connect(server.uri(""))) {
            client.get("/v1/models");
            client.head();
            assertThat(client.body()).asString().isEqualTo("seen");
            ProxyRequest request = requests.remove();
            assertThat(request.attributes().get(ThroughlineFilter.PRINCIPAL).map(Principal::getName))
                    .hasValue("ada");
            return request.attributes().get(Peer.KEY).orElseThrow().address();
        }
    }

    private static Function<ProxyRequest, CompletionStage<ProxyResponse>> answer(Headers headers, Body body) {
        return afterReading(request -> CompletableFuture.completedFuture(response(headers, fresh(body))));
    }

    private static Function<ProxyRequest, CompletionStage<ProxyResponse>> unread(String text) {
        return request -> CompletableFuture.completedFuture(
                response(Headers.none(), Body.of(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static Function<ProxyRequest, CompletionStage<ProxyResponse>> afterReading(
            Function<ProxyRequest, CompletionStage<ProxyResponse>> handler) {
        return request -> {
            CompletableFuture<Void> read = new CompletableFuture<>();
            request.body().publisher(Runnable::run).subscribe(new Flow.Subscriber<ByteBuffer>() {
                @Override
                public void onSubscribe(Flow.Subscription source) {
                    source.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(ByteBuffer bytes) {}

                @Override
                public void onError(Throwable cause) {
                    read.completeExceptionally(cause);
                }

                @Override
                public void onComplete() {
                    read.complete(null);
                }
            });
            return read.thenCompose(done -> handler.apply(request));
        };
    }

    private static Function<ProxyRequest, CompletionStage<ProxyResponse>> echo() {
        return request -> CompletableFuture.completedFuture(response(Headers.none(), request.body()));
    }

    private static ProxyResponse response(Headers headers, Body body) {
        return new ProxyResponse(200, headers, body);
    }

    private static Body pull(String text) {
        return new Body.Pull(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), OptionalLong.empty());
    }

    private static Body fresh(Body body) {
        if (body instanceof Body.Pull pull) {
            InputStream stream = pull.stream();
            stream.mark(0);
            try {
                byte[] bytes = stream.readAllBytes();
                stream.reset();
                return new Body.Pull(new ByteArrayInputStream(bytes), OptionalLong.empty());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return body;
    }

    private static CompletableFuture<Void> sending(WireClient client, byte[] bytes) {
        return CompletableFuture.runAsync(() -> {
            try {
                client.send(bytes);
            } catch (IOException e) {
                // the server has heard enough
            }
        });
    }

    private static CompletionStage<ProxyResponse> refusingAbove(long limit, ProxyRequest request, AtomicLong read) {
        CompletableFuture<ProxyResponse> answer = new CompletableFuture<>();
        request.body().publisher(Runnable::run).subscribe(new Flow.Subscriber<ByteBuffer>() {
            private Flow.Subscription source;

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                source = subscription;
                source.request(1);
            }

            @Override
            public void onNext(ByteBuffer bytes) {
                if (read.addAndGet(bytes.remaining()) > limit) {
                    source.cancel();
                    answer.complete(new ProxyResponse(
                            413, Headers.none(), Body.of("too large".getBytes(StandardCharsets.UTF_8))));
                } else {
                    source.request(1);
                }
            }

            @Override
            public void onError(Throwable cause) {
                answer.completeExceptionally(cause);
            }

            @Override
            public void onComplete() {
                answer.completeExceptionally(new AssertionError("the body was to be too large"));
            }
        });
        return answer;
    }

    private static CountDownLatch leaving(ProxyRequest request) {
        CountDownLatch noticed = new CountDownLatch(1);
        request.attributes().get(Cancellation.KEY).orElseThrow().onCancel(noticed::countDown);
        return noticed;
    }

    private void assertNoticed(String when, CountDownLatch noticed, long began) throws InterruptedException {
        assertThat(noticed.await(1, TimeUnit.SECONDS))
                .as("%s: noticed within a second", when)
                .isTrue();
        report(when, began);
    }

    private void report(String when, long began) {
        org.slf4j.LoggerFactory.getLogger(getClass())
                .info("noticed {} after {} ms", when, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }
}
