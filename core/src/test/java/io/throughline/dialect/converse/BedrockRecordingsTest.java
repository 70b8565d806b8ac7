package io.throughline.dialect.converse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.EventStreamReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every recorded answer of Bedrock reads as an independent decoder read it, however its bytes are cut. */
class BedrockRecordingsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Dialect> DIALECTS = Map.of(
            "converse", new ConverseDialect(),
            "converse-stream", new ConverseDialect(),
            "invoke", new InvokeAnthropicDialect(),
            "invoke-stream", new InvokeAnthropicDialect());

    @TestFactory
    Stream<DynamicTest> reads() throws IOException {
        Path root = Path.of(System.getProperty("throughline.fixtures", "none")).resolve("bedrock");
        assumeTrue(Files.exists(root), "no recorded traffic under the property throughline.fixtures");
        List<DynamicTest> tests = new ArrayList<>();
        for (String endpoint : DIALECTS.keySet()) {
            try (Stream<Path> cases = Files.list(root.resolve(endpoint))) {
                cases.sorted()
                        .forEach(one -> tests.add(DynamicTest.dynamicTest(
                                endpoint + "/" + one.getFileName(), () -> check(DIALECTS.get(endpoint), one))));
            }
        }
        assertThat(tests).hasSizeGreaterThan(20);
        return tests.stream();
    }

    private static void check(Dialect dialect, Path folder) throws IOException {
        int status = JSON.readTree(folder.resolve("meta.json").toFile())
                .path("status")
                .asInt(200);
        Answer answer = answer(dialect, folder, status);
        Path expected = folder.resolve("expected.json");
        if (Files.exists(expected)) {
            assertThat(read(answer)).isEqualTo(wanted(JSON.readTree(expected.toFile())));
        } else if (status >= 400) {
            JsonNode body = JSON.readTree(folder.resolve("response.json").toFile());
            assertThat(answer.error().orElseThrow().status()).isEqualTo(status);
            assertThat(answer.error().orElseThrow().message())
                    .isEqualTo(body.get("message").asText());
        }
    }

    private static Answer answer(Dialect dialect, Path folder, int status) throws IOException {
        Path frames = folder.resolve("response.eventstream.b64");
        if (!Files.exists(frames)) {
            byte[] body = Files.readAllBytes(folder.resolve("response.json"));
            return dialect.read(status, body, UsageConvention.STANDARD);
        }
        byte[] bytes = Base64.getMimeDecoder().decode(Files.readAllBytes(frames));
        Answer whole = stream(dialect, bytes, bytes.length);
        for (int cut = 0; cut < bytes.length; cut += 1 + bytes.length / 50) {
            assertThat(stream(dialect, bytes, cut)).isEqualTo(whole);
        }
        return whole;
    }

    private static Answer stream(Dialect dialect, byte[] bytes, int cut) throws IOException {
        StreamReader reader = dialect.stream(UsageConvention.STANDARD);
        EventStreamReader frames = new EventStreamReader(EventStreamReader.MAX_FRAME, reader::event);
        frames.feed(ByteBuffer.wrap(bytes, 0, cut));
        frames.feed(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
        frames.finish();
        return reader.answer();
    }

    private static Map<String, Object> wanted(JsonNode expected) {
        Map<String, Object> wanted = new TreeMap<>();
        wanted.put("text", expected.get("text").asText());
        wanted.put("reasoning", expected.get("reasoning").asText());
        wanted.put("finish", expected.get("stop_reason").asText("").replace("null", ""));
        List<Object> calls = new ArrayList<>();
        expected.get("tool_calls")
                .forEach(call -> calls.add(
                        List.of(call.get("id").asText(), call.get("name").asText(), call.get("arguments"))));
        wanted.put("calls", calls);
        List<Object> serverCalls = new ArrayList<>();
        expected.path("server_tool_calls").forEach(name -> serverCalls.add(name.asText()));
        wanted.put("serverCalls", serverCalls);
        wanted.put("error", expected.path("error").path("message").asText());
        JsonNode usage = expected.get("usage");
        if (usage.isObject()) {
            for (String field : List.of("input_total", "cache_read", "cache_write", "output_total")) {
                wanted.put(field, usage.get(field).asLong());
            }
        }
        return wanted;
    }

    private static Map<String, Object> read(Answer answer) throws IOException {
        Map<String, Object> read = new TreeMap<>();
        Answer.Choice choice = answer.choices().isEmpty()
                ? new Answer.Choice(0, List.of(), java.util.Optional.empty(), java.util.Optional.empty())
                : answer.choices().get(0);
        read.put("text", choice.text());
        read.put("reasoning", choice.reasoning());
        read.put("finish", choice.rawFinishReason().orElse(""));
        List<Object> calls = new ArrayList<>();
        for (Block.ToolCall call : choice.toolCalls()) {
            calls.add(List.of(call.id(), call.name(), JSON.readTree(call.arguments())));
        }
        read.put("calls", calls);
        List<Object> serverCalls = new ArrayList<>();
        for (Block block : choice.blocks()) {
            if (block instanceof Block.Opaque opaque && opaque.type().equals("server_tool_use")) {
                serverCalls.add(JSON.readTree(opaque.json()).get("name").asText());
            }
        }
        read.put("serverCalls", serverCalls);
        read.put("error", answer.error().map(error -> error.message()).orElse(""));
        answer.usage().ifPresent(usage -> {
            read.put("input_total", usage.inputTotal());
            read.put("cache_read", usage.cacheRead());
            read.put("cache_write", usage.cacheWrite5m() + usage.cacheWrite1h());
            read.put("output_total", usage.outputTotal());
        });
        return read;
    }
}
