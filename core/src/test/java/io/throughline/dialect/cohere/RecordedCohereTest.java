package io.throughline.dialect.cohere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.Usage;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.SseReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Recorded answers read as an independent decoder read them. */
class RecordedCohereTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    Stream<DynamicTest> reads() throws IOException {
        return cases().map(one -> DynamicTest.dynamicTest(one.getFileName().toString(), () -> check(one)));
    }

    @TestFactory
    Stream<DynamicTest> damageNeverThrows() throws IOException {
        return cases().map(one -> DynamicTest.dynamicTest(one.getFileName().toString(), () -> {
            Random random = new Random(3);
            for (int round = 0; round < 100; round++) {
                byte[] damaged = body(one);
                for (int i = 0; i < 1 + round / 10; i++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                assertThatCode(() -> read(one, damaged)).doesNotThrowAnyException();
            }
        }));
    }

    private static Stream<Path> cases() throws IOException {
        Path folder =
                Path.of(System.getProperty("throughline.fixtures", "none")).resolve("cohere/v2.chat");
        assumeTrue(Files.exists(folder), "no recorded traffic under the property throughline.fixtures");
        try (Stream<Path> cases = Files.list(folder)) {
            return cases.sorted().toList().stream();
        }
    }

    private static void check(Path folder) throws IOException {
        Answer answer = read(folder, body(folder));
        if (status(folder) >= 400) {
            ModelError error = answer.error().orElseThrow();
            assertThat(error.status()).isEqualTo(status(folder));
            boolean overflow = error.message().contains("too many tokens");
            assertThat(error.kind() == ModelError.Kind.CONTEXT_OVERFLOW).isEqualTo(overflow);
            return;
        }
        JsonNode expected = JSON.readTree(folder.resolve("expected.json").toFile());
        assertThat(answer.error()).isEmpty();
        assertThat(answer.id()).contains(expected.get("id").asText());
        Answer.Choice choice = answer.choices().get(0);
        assertThat(choice.text()).isEqualTo(expected.get("text").asText());
        assertThat(choice.reasoning())
                .isEqualTo(expected.get("reasoning").asText()
                        + expected.get("tool_plan").asText());
        assertThat(choice.rawFinishReason())
                .contains(expected.get("finish_reason").asText());
        assertCalls(choice.toolCalls(), expected.get("tool_calls"));
        assertThat(choice.blocks().stream().filter(block -> block instanceof Block.Opaque))
                .hasSize(expected.get("citations").asInt());
        assertUsage(answer.usage().orElseThrow(), expected.get("usage"));
    }

    private static void assertCalls(List<Block.ToolCall> calls, JsonNode expected) throws IOException {
        assertThat(calls).hasSize(expected.size());
        Iterator<JsonNode> wanted = expected.elements();
        for (Block.ToolCall call : calls) {
            JsonNode one = wanted.next();
            assertThat(call.id()).isEqualTo(one.get("id").asText());
            assertThat(call.name()).isEqualTo(one.get("name").asText());
            JsonNode arguments = call.arguments().isEmpty() ? JSON.createObjectNode() : JSON.readTree(call.arguments());
            // a null that stands for no arguments reads as no arguments
            JsonNode told = one.get("arguments");
            assertThat(arguments).isEqualTo(told.isNull() ? JSON.createObjectNode() : told);
        }
    }

    private static void assertUsage(Usage usage, JsonNode expected) {
        assertThat(usage.inputTotal()).isEqualTo(expected.get("input_total").asLong());
        assertThat(usage.cacheRead()).isEqualTo(expected.get("cache_read").asLong());
        assertThat(usage.outputTotal()).isEqualTo(expected.get("output_total").asLong());
        assertThat(usage.reasoning()).isEqualTo(expected.get("reasoning").asLong());
    }

    private static Answer read(Path folder, byte[] body) throws IOException {
        if (!isStream(folder)) {
            return new CohereDialect().read(status(folder), body, UsageConvention.STANDARD);
        }
        StreamReader reader = new CohereDialect().stream(UsageConvention.STANDARD);
        SseReader events = new SseReader(1 << 20, reader::event);
        events.feed(ByteBuffer.wrap(body));
        events.finish();
        return reader.answer();
    }

    private static int status(Path folder) throws IOException {
        return JSON.readTree(folder.resolve("meta.json").toFile()).get("status").asInt();
    }

    private static byte[] body(Path folder) throws IOException {
        return Files.readAllBytes(folder.resolve(isStream(folder) ? "response.sse" : "response.json"));
    }

    private static boolean isStream(Path folder) {
        return folder.toString().endsWith(".stream");
    }
}
