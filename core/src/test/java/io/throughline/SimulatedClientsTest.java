package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.config.ThroughlineConfig;
import io.throughline.dialect.Answer;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.registry.Codec;
import io.throughline.dialect.registry.Codecs;
import io.throughline.thread.agents.Agent;
import io.throughline.thread.agents.Agents;
import io.throughline.thread.agents.PseudoModel;
import io.throughline.wire.Framing;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients of all kinds and dialects, through the whole handler, whole answers and streams in turn: no call lands in a stranger's trace, next to none
 * is lost, and no provider ever sees a mark of ours.
 */
class SimulatedClientsTest {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedClientsTest.class);
    private static final Pattern MARKS =
            Pattern.compile("[\\u2063\\u2064\\x{E0100}-\\x{E01EF}\\uFE00-\\uFE0F]|_throughline_trace_id");
    private static final Map<String, String> PROVIDERS = Map.of(
            "openai-chat", "chatty",
            "openai-responses", "respondent",
            "anthropic-messages", "claudy",
            "gemini-generate-content", "geminy");

    /** What each request in flight is to be answered with, by the idempotency key that it carries. */
    private final Map<String, Answer> due = new ConcurrentHashMap<>();

    private final Map<String, Agent> owners = new ConcurrentHashMap<>();
    private final Map<String, Set<Agent>> members = new ConcurrentHashMap<>();
    private final AtomicInteger knowable = new AtomicInteger();
    private final AtomicInteger right = new AtomicInteger();
    private final Map<String, byte[]> given = new java.util.concurrent.ConcurrentHashMap<>();
    private boolean observed;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @Test
    void withAllThatWeAdd() throws Exception {
        simulate("", 5_000);
        assertThat(right.get()).isGreaterThanOrEqualTo((int) Math.ceil(knowable.get() * 0.995));
    }

    @Test
    void withNothingAdded() throws Exception {
        simulate("trace: {signatures: off}\nextras: false\n", 1_500);
        assertThat(right.get()).isGreaterThanOrEqualTo((int) Math.ceil(knowable.get() * 0.98));
    }

    /** The application's own clients call the providers; what they send and get stays as it is. */
    @Test
    void observed() throws Exception {
        observed = true;
        simulate("", 1_500);
        assertThat(right.get()).isGreaterThanOrEqualTo((int) Math.ceil(knowable.get() * 0.98));
    }

    private void simulate(String yaml, int conversations) throws Exception {
        ThroughlineConfig config = ThroughlineConfig.parse(
                yaml + """
                providers:
                  chatty: {dialect: openai-chat, base-url: "https://one.example/v1", api-key: k}
                  respondent: {dialect: openai-responses, base-url: "https://two.example/v1", api-key: k}
                  claudy: {dialect: anthropic, base-url: "https://three.example", api-key: k}
                  geminy: {dialect: gemini, base-url: "https://four.example/v1beta", api-key: k, forward-headers: [idempotency-key]}
                """, "test.yaml", Map.of(), Path.of("").toAbsolutePath());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Throughline throughline = Throughline.create(config)) {
            List<Agent> agents = Agents.some(conversations);
            CountDownLatch done = new CountDownLatch(agents.size());
            agents.forEach(agent -> threads.execute(() -> step(agent, throughline, threads, done)));
            assertThat(done.await(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            threads.shutdownNow();
        }
        assertThat(failure.get()).isNull();
        LOG.info("{} conversations, {} calls, {} knowable, {} right", conversations, calls, knowable, right);
        assertThat(members.values().stream().filter(it -> it.size() > 1))
                .as("traces that hold calls of more than one conversation")
                .isEmpty();
        assertThat(knowable.get()).isGreaterThan(3 * conversations);
    }

    private void step(Agent agent, Throughline throughline, ExecutorService threads, CountDownLatch done) {
        try {
            call(agent, throughline);
            if (agent.isDone()) {
                done.countDown();
            } else {
                threads.execute(() -> step(agent, throughline, threads, done));
            }
        } catch (Exception | Error e) {
            failure.compareAndSet(null, e);
            done.countDown();
        }
    }

    private void call(Agent agent, Throughline throughline) throws Exception {
        Agent.Request request = agent.next();
        boolean streamed = calls.incrementAndGet() % 2 == 0;
        String key = UUID.randomUUID().toString();
        due.put(key, PseudoModel.answer(request.turns()));
        ProxyResponse response = (observed
                        ? throughline.observe(own(request, streamed, key), sent -> shaped(request, streamed, key, sent))
                        : throughline.handle(
                                inbound(request, streamed, key),
                                outbound -> answer(request.dialect(), streamed, outbound)))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        byte[] body = response.body().inputStream().readAllBytes();
        assertThat(response.status()).as(new String(body, UTF_8)).isEqualTo(200);
        if (observed) {
            assertThat(body).as("as the provider sent it").isEqualTo(given.remove(key));
        }
        String trace = response.headers().first("X-Trace-ID").orElseThrow();
        members.computeIfAbsent(trace, it -> ConcurrentHashMap.newKeySet()).add(agent);
        if (agent.isFollowing() && agent.isKnowable()) {
            knowable.incrementAndGet();
            right.addAndGet(owners.get(trace) == agent ? 1 : 0);
        }
        owners.putIfAbsent(trace, agent);
        agent.take(read(request.dialect(), streamed, body));
    }

    private static ProxyRequest inbound(Agent.Request request, boolean streamed, String key) {
        String model = PROVIDERS.get(request.dialect()) + "/m";
        String body = new String(request.body(), UTF_8);
        if (request.dialect().startsWith("gemini")) {
            String path =
                    "/v1beta/models/" + model + (streamed ? ":streamGenerateContent?alt=sse" : ":generateContent");
            return new ProxyRequest(
                    "POST", URI.create(path), headers(key), Body.of(body.getBytes(UTF_8)), Attributes.none());
        }
        String asked = body.replaceFirst(
                "\"model\":\"model\"", "\"model\":\"" + model + "\"" + (streamed ? ",\"stream\":true" : ""));
        String path = Map.of(
                        "openai-chat", "/v1/chat/completions",
                        "openai-responses", "/v1/responses",
                        "anthropic-messages", "/v1/messages")
                .get(request.dialect());
        return new ProxyRequest(
                "POST", URI.create(path), headers(key), Body.of(asked.getBytes(UTF_8)), Attributes.none());
    }

    /** Returns the same call as the application makes it: to the provider's host, its body in one of the shapes that clients have. */
    private static ProxyRequest own(Agent.Request request, boolean streamed, String key) {
        ProxyRequest inbound = inbound(request, streamed, key);
        String provider = PROVIDERS.get(request.dialect());
        String host = Map.of("chatty", "one", "respondent", "two", "claudy", "three", "geminy", "four")
                .get(provider);
        URI target = URI.create(
                "https://" + host + ".example" + inbound.target().toString().replace(provider + "/", ""));
        byte[] body = ((Body.Bytes) inbound.body()).bytes();
        Body shaped = key.charAt(0) < '8' ? Body.of(body) : Pieces.cut(body, body.length / 3);
        return new ProxyRequest("POST", target, inbound.headers(), shaped, Attributes.none());
    }

    private CompletionStage<ProxyResponse> shaped(
            Agent.Request request, boolean streamed, String key, ProxyRequest sent) {
        return answer(request.dialect(), streamed, sent).thenApply(response -> {
            byte[] body = ((Body.Bytes) response.body()).bytes();
            given.put(key, body);
            return switch (key.charAt(1) % 3) {
                case 0 -> response;
                case 1 -> response.with(Pieces.cut(body, body.length / 3));
                default ->
                    response.with(
                            new Body.Pull(new java.io.ByteArrayInputStream(body), java.util.OptionalLong.empty()));
            };
        });
    }

    private static Headers headers(String key) {
        return Headers.of("Content-Type", "application/json", "Idempotency-Key", key);
    }

    private CompletionStage<ProxyResponse> answer(String dialect, boolean streamed, ProxyRequest outbound) {
        byte[] asked = bytes(outbound.body());
        assertThat(new String(asked, UTF_8)).doesNotContainPattern(MARKS);
        Answer answer = due.remove(outbound.headers().first("Idempotency-Key").orElseThrow());
        Codec codec = dialect.startsWith("gemini")
                ? Codecs.generateContent("m", streamed, true)
                : Codecs.named(dialect).orElseThrow();
        Conversation conversation = codec.requests().orElseThrow().read(asked);
        AnswerContext context = new AnswerContext("call", conversation, new Body.Bytes(asked), "nobody", Instant.EPOCH);
        byte[] whole = codec.answers().orElseThrow().whole(answer, context);
        byte[] body = streamed ? stream(codec, answer, whole, context) : whole;
        Headers headers = Headers.of("Content-Type", streamed ? "text/event-stream" : "application/json");
        return CompletableFuture.completedStage(new ProxyResponse(200, headers, Body.of(body)));
    }

    private static byte[] bytes(Body body) {
        try {
            return body.inputStream().readAllBytes();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] stream(Codec codec, Answer answer, byte[] whole, AnswerContext context) {
        java.io.ByteArrayOutputStream frames = new java.io.ByteArrayOutputStream();
        var writer = codec.answers().orElseThrow().stream(context, frames::writeBytes);
        try {
            codec.dialect()
                    .wholeDecoder(UsageConvention.STANDARD, event -> {
                        if (!(event instanceof io.throughline.dialect.StreamEvent.Ended)) {
                            writer.accept(event);
                        }
                    })
                    .decode(null, whole);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        writer.accept(new io.throughline.dialect.StreamEvent.Ended());
        return frames.toByteArray();
    }

    private static Answer read(String dialect, boolean streamed, byte[] body) {
        var spoken = Codecs.named(dialect).orElseThrow().dialect();
        if (!streamed) {
            return spoken.read(200, body, UsageConvention.STANDARD);
        }
        StreamReader reader = spoken.stream(UsageConvention.STANDARD);
        var frames = Framing.SSE.reader(1 << 20, reader::event);
        frames.feed(ByteBuffer.wrap(body));
        frames.finish();
        return reader.answer();
    }
}
