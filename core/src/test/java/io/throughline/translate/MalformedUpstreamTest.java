package io.throughline.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.wire.EventStreamFrame;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a provider sends, the client gets a whole answer or a clean error in its own dialect, and the call is recorded. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MalformedUpstreamTest {
    private static final String YAML = """
            retry: {max-attempts: 1}
            extras: false
            trace: {signatures: off}
            telemetry: {jsonl: {path: records.jsonl}}
            """ + HealthyAnswer.PROVIDERS;
    private static final int SEEDS = Integer.getInteger("seeds", 50);
    private static final List<String> TYPES = List.of(
            "text/event-stream",
            "application/x-ndjson",
            "application/vnd.amazon.eventstream",
            "application/json",
            "text/html");

    @TempDir
    private Path directory;

    private Throughline throughline;
    private final Map<String, Boolean> wellEnded = new HashMap<>();
    private final Map<String, String> told = new HashMap<>();

    static Stream<Arguments> pairs() {
        return Stream.of(AskingClient.values())
                .flatMap(client -> Stream.of(HealthyAnswer.values())
                        .filter(answer -> !client.name().startsWith(answer.name()))
                        // only a client of Chat is sent on to Responses
                        .filter(answer -> answer != HealthyAnswer.RESPONSES || client == AskingClient.CHAT)
                        .filter(answer -> answer != HealthyAnswer.CHAT || client != AskingClient.RESPONSES)
                        .map(answer -> Arguments.of(client, answer)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aHealthyAnswerGetsThrough(AskingClient client, HealthyAnswer answer) throws Exception {
        try (Throughline opened = open()) {
            ask(client, answer, true, healthyStream(answer, 200));
            ask(client, answer, false, healthyStream(answer, 200));
            ask(client, answer, true, json(answer.whole()));
            ask(client, answer, false, json(answer.whole()));
        }
        assertThat(wellEnded.values()).hasSize(4).doesNotContain(false);
        checkRecords();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void damagedAnswers(AskingClient client, HealthyAnswer answer) throws Exception {
        try (Throughline opened = open()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                Damage damage = new Damage(seed);
                boolean streamed = seed % 2 == 0;
                ask(client, answer, streamed, stream(answer, damage.ofBytes(healthy(answer)), damage));
                ask(client, answer, streamed, stream(answer, answer.stream(damage.ofEvents(answer.events())), damage));
                ask(
                        client,
                        answer,
                        streamed,
                        json(new String(damage.ofBytes(answer.whole().getBytes(UTF_8)), UTF_8)));
                ask(client, answer, streamed, json(damage.ofJson(answer.whole())));
            }
        }
        checkRecords();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whatIsNoAnswerAtAll(AskingClient client, HealthyAnswer answer) throws Exception {
        List<byte[]> bodies = Damage.nonsense();
        bodies.add(healthy(answer));
        bodies.addAll(brokenFrames());
        int[] statuses = {200, 204, 299, 400, 401, 429, 500, 529};
        try (Throughline opened = open()) {
            for (int i = 0; i < bodies.size(); i++) {
                for (String type : TYPES) {
                    int status = statuses[i % 3 == 0 ? (i / 3 + type.length()) % statuses.length : 0];
                    for (boolean streamed : new boolean[] {true, false}) {
                        Body body = i % 2 == 0 ? Body.of(bodies.get(i)) : pushed(bodies.get(i), new Damage(i));
                        ask(
                                client,
                                answer,
                                streamed,
                                new ProxyResponse(status, Headers.of("Content-Type", type), body));
                    }
                }
            }
        }
        checkRecords();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aLineWithoutEnd(AskingClient client, HealthyAnswer answer) throws Exception {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Throughline opened = open()) {
            byte[] chunk = "x".repeat(64 * 1024).getBytes(UTF_8);
            byte[] start = "data: {\"choices\":[{\"delta\":{\"content\":\"".getBytes(UTF_8);
            long before = memory.getThreadAllocatedBytes(Thread.currentThread().getId());
            List<ByteBuffer> pieces = Stream.concat(
                            Stream.of(ByteBuffer.wrap(healthy(answer, 2)), ByteBuffer.wrap(start)),
                            IntStream.range(0, 18 * 16).mapToObj(i -> ByteBuffer.wrap(chunk)))
                    .toList();
            ask(client, answer, true, stream(answer, Fed.of(pieces)));
            long taken = memory.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            assertThat(taken).isLessThan(160L << 20);
        }
        assertThat(wellEnded.values()).containsExactly(false);
        checkRecords();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void anEventThatIsNoJson(AskingClient client, HealthyAnswer answer) throws Exception {
        try (Throughline opened = open()) {
            for (int at = 0; at < answer.events().size(); at++) {
                List<String> events = new ArrayList<>(answer.events());
                events.add(at, answer.unreadable());
                ask(client, answer, true, stream(answer, Fed.of(List.of(ByteBuffer.wrap(answer.stream(events))))));
                ask(client, answer, false, stream(answer, Fed.of(List.of(ByteBuffer.wrap(answer.stream(events))))));
            }
        }
        assertThat(wellEnded.values()).doesNotContain(true);
        checkRecords();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void anEventThatIsTooLarge(AskingClient client, HealthyAnswer answer) throws Exception {
        Assumptions.assumeTrue(answer.streamType.equals("text/event-stream"));
        byte[] comment = ("data: {\"x\":\"" + "y".repeat(17 << 20) + "\"}\n\n").getBytes(UTF_8);
        try (Throughline opened = open()) {
            List<ByteBuffer> pieces = List.of(
                    ByteBuffer.wrap(healthy(answer, 2)), ByteBuffer.wrap(comment), ByteBuffer.wrap(healthy(answer)));
            ask(client, answer, true, stream(answer, Fed.of(pieces)));
        }
        assertThat(wellEnded.values()).containsExactly(false);
        checkRecords();
    }

    @ParameterizedTest
    @EnumSource(AskingClient.class)
    void anAnswerThatItsProviderBreaksOff(AskingClient client) throws Exception {
        Map<HealthyAnswer, String> words = Map.of(
                HealthyAnswer.CHAT, "insufficient_system_resource",
                HealthyAnswer.GEMINI, "OTHER",
                HealthyAnswer.COHERE, "TIMEOUT");
        try (Throughline opened = open()) {
            for (Map.Entry<HealthyAnswer, String> word : words.entrySet()) {
                HealthyAnswer answer = word.getKey();
                if (pairs().noneMatch(pair -> pair.get()[0] == client && pair.get()[1] == answer)) {
                    continue;
                }
                String healthyWord = Map.of(
                                HealthyAnswer.CHAT, "tool_calls",
                                HealthyAnswer.GEMINI, "STOP",
                                HealthyAnswer.COHERE, "TOOL_CALL")
                        .get(answer);
                List<String> events = answer.events().stream()
                        .map(event -> event.replace("\"" + healthyWord + "\"", "\"" + word.getValue() + "\""))
                        .toList();
                String whole = answer.whole().replace("\"" + healthyWord + "\"", "\"" + word.getValue() + "\"");
                ask(client, answer, true, stream(answer, Fed.of(List.of(ByteBuffer.wrap(answer.stream(events))))));
                ask(client, answer, false, stream(answer, Fed.of(List.of(ByteBuffer.wrap(answer.stream(events))))));
                ask(client, answer, true, json(whole));
                ask(client, answer, false, json(whole));
            }
        }
        assertThat(wellEnded.values()).hasSizeGreaterThan(3).doesNotContain(true);
        checkRecords();
    }

    private Throughline open() {
        throughline = Throughline.create(ThroughlineConfig.parse(YAML, "test.yaml", Map.of(), directory));
        return throughline;
    }

    private void ask(AskingClient client, HealthyAnswer answer, boolean streamed, ProxyResponse upstream)
            throws Exception {
        ProxyResponse answered = throughline
                .handle(client.asks(answer.model, streamed), outbound -> CompletableFuture.completedStage(upstream))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        byte[] body = answered.body().inputStream().readAllBytes();
        String type = answered.headers().first("content-type").orElseThrow();
        boolean well = answered.status() == 200;
        try {
            if (!well) {
                assertThat(type).isEqualTo("application/json");
                client.checkError(answered.status(), body);
            } else if (streamed) {
                assertThat(type).isEqualTo(client.streamType());
                well = client.checkStream(new String(body, UTF_8));
            } else {
                assertThat(type).isEqualTo("application/json");
                well = client.checkWhole(body);
            }
        } catch (AssertionError | IOException e) {
            throw new AssertionError(
                    "answer " + answered.status() + " " + new String(body, UTF_8) + "\nto " + shown(upstream), e);
        }
        String call = answered.headers().first("X-Throughline-Call-Id").orElseThrow();
        wellEnded.put(call, well);
        told.put(call, answered.status() + " " + new String(body, UTF_8) + "\nto " + shown(upstream));
    }

    private static String shown(ProxyResponse upstream) {
        return upstream.status() + " " + upstream.headers().toMap()
                + (upstream.body() instanceof Body.Bytes bytes
                        ? new String(bytes.bytes(), 0, Math.min(bytes.bytes().length, 3000), UTF_8)
                        : "");
    }

    /** Each call has its record, and it says how the client's answer ended. */
    private void checkRecords() throws IOException {
        Map<String, Boolean> recorded = new HashMap<>();
        for (String line : Files.readAllLines(directory.resolve("records.jsonl"))) {
            JsonNode record = JsonText.parse(line);
            assertThat(record.path("outcome").asText()).as(line).isIn("completed", "failed");
            String call = record.path("id").asText();
            boolean completed = record.path("outcome").asText().equals("completed");
            assertThat(completed).as(told.get(call) + "\nrecorded as " + line).isEqualTo(wellEnded.get(call));
            recorded.put(call, wellEnded.get(call));
        }
        assertThat(recorded).isEqualTo(wellEnded);
    }

    private static byte[] healthy(HealthyAnswer answer) {
        return answer.stream(answer.events());
    }

    private static byte[] healthy(HealthyAnswer answer, int events) {
        return answer.stream(answer.events().subList(0, events));
    }

    private static ProxyResponse healthyStream(HealthyAnswer answer, int status) {
        return new ProxyResponse(
                status, Headers.of("Content-Type", answer.streamType), pushed(healthy(answer), new Damage(1)));
    }

    private static ProxyResponse stream(HealthyAnswer answer, byte[] bytes, Damage damage) {
        List<ByteBuffer> pieces = pieces(bytes, damage);
        return stream(answer, damage.below(5) == 0 ? Fed.breaking(pieces, new IOException("reset")) : Fed.of(pieces));
    }

    private static ProxyResponse stream(HealthyAnswer answer, Fed source) {
        return new ProxyResponse(
                200, Headers.of("Content-Type", answer.streamType), new Body.Push(source, OptionalLong.empty()));
    }

    private static ProxyResponse json(String text) {
        return new ProxyResponse(200, Headers.of("Content-Type", "application/json"), Body.of(text.getBytes(UTF_8)));
    }

    private static Body pushed(byte[] bytes, Damage damage) {
        return new Body.Push(Fed.of(pieces(bytes, damage)), OptionalLong.empty());
    }

    private static List<ByteBuffer> pieces(byte[] bytes, Damage damage) {
        List<ByteBuffer> pieces = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int count = Math.min(bytes.length - at, 1 + damage.below(Math.max(200, bytes.length / 8)));
            pieces.add(ByteBuffer.wrap(bytes, at, count));
            at += count;
        }
        return pieces;
    }

    private static List<byte[]> brokenFrames() {
        byte[] frame = EventStreamFrame.event("messageStart", "{\"role\":\"assistant\"}".getBytes(UTF_8));
        byte[] wrongPrelude = frame.clone();
        wrongPrelude[9] ^= 1;
        byte[] wrongBody = frame.clone();
        wrongBody[frame.length - 1] ^= 1;
        byte[] gigantic = ByteBuffer.allocate(12)
                .putInt(Integer.MAX_VALUE)
                .putInt(0)
                .putInt(crc(Integer.MAX_VALUE, 0))
                .array();
        byte[] negative = ByteBuffer.allocate(12)
                .putInt(-1)
                .putInt(-1)
                .putInt(crc(-1, -1))
                .array();
        byte[] exception = EventStreamFrame.exception("throttlingException", "{\"message\":\"slow\"}".getBytes(UTF_8));
        byte[] noJson = EventStreamFrame.event("contentBlockDelta", "<html>".getBytes(UTF_8));
        byte[] noType = EventStreamFrame.of(Map.of(), new byte[0]);
        return List.of(wrongPrelude, wrongBody, gigantic, negative, exception, noJson, noType);
    }

    private static int crc(int total, int headers) {
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(ByteBuffer.allocate(8).putInt(total).putInt(headers).array());
        return (int) crc.getValue();
    }
}
