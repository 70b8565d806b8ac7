package io.throughline.dialect.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.NdjsonReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Recorded answers read as an independent decoder read them. */
class RecordedOllamaTest {
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
                Path.of(System.getProperty("throughline.fixtures", "none")).resolve("ollama/api.chat");
        assumeTrue(Files.exists(folder), "no recorded traffic under the property throughline.fixtures");
        try (Stream<Path> cases = Files.list(folder)) {
            return cases.sorted().toList().stream();
        }
    }

    private static void check(Path folder) throws IOException {
        Answer answer = read(folder, body(folder));
        JsonNode expected = JSON.readTree(folder.resolve("expected.json").toFile());
        assertThat(answer.error()).isEmpty();
        Answer.Choice choice = answer.choices().get(0);
        assertThat(choice.text()).isEqualTo(expected.get("text").asText());
        assertThat(choice.reasoning()).isEqualTo(expected.get("reasoning").asText());
        assertThat(choice.rawFinishReason())
                .contains(expected.get("done_reason").asText());
        boolean calls = !expected.get("tool_calls").isEmpty();
        assertThat(choice.finishReason()).contains(calls ? FinishReason.TOOL_CALLS : FinishReason.STOP);
        assertThat(choice.toolCalls()).hasSize(expected.get("tool_calls").size());
        Iterator<JsonNode> wanted = expected.get("tool_calls").elements();
        for (Block.ToolCall call : choice.toolCalls()) {
            JsonNode one = wanted.next();
            assertThat(call.id()).isEqualTo(one.get("id").asText());
            assertThat(call.name()).isEqualTo(one.get("name").asText());
            assertThat(JSON.readTree(call.arguments())).isEqualTo(one.get("arguments"));
        }
        JsonNode usage = expected.get("usage");
        assertThat(answer.usage().orElseThrow().inputTotal())
                .isEqualTo(usage.get("input_total").asLong());
        assertThat(answer.usage().orElseThrow().outputTotal())
                .isEqualTo(usage.get("output_total").asLong());
    }

    private static Answer read(Path folder, byte[] body) {
        if (!isStream(folder)) {
            return new OllamaDialect().read(200, body, UsageConvention.STANDARD);
        }
        StreamReader reader = new OllamaDialect().stream(UsageConvention.STANDARD);
        NdjsonReader lines = new NdjsonReader(1 << 20, reader::event);
        lines.feed(ByteBuffer.wrap(body));
        lines.finish();
        return reader.answer();
    }

    private static byte[] body(Path folder) throws IOException {
        return Files.readAllBytes(folder.resolve(isStream(folder) ? "response.ndjson" : "response.json"));
    }

    private static boolean isStream(Path folder) {
        return folder.toString().endsWith(".stream");
    }
}
