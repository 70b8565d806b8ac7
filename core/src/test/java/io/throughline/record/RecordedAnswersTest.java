package io.throughline.record;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.Headers;
import io.throughline.Tap;
import io.throughline.dialect.Recordings;
import io.throughline.testkit.RecordedCase;
import io.throughline.testkit.RecordedReading;
import io.throughline.wire.ByteBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the tap reads out of recorded answers is what an independent decoder read out of them. */
class RecordedAnswersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SPLICED =
            "the recording holds fifteen streams one behind the other; the first message_stop ends the answer";
    private static final String CUT_TO_INPUT =
            "the provider counts more cached tokens than input tokens; a part is never more than the whole";
    private static final String CUSTOM_TOOL = "the other decoder does not read custom tool calls";
    private static final String BELOW_ZERO = "the provider counted -9 output tokens; no count is less than nothing";
    private static final String COMPACTED =
            "the provider bills what it compacted too, and tells it beside the totals that the other decoder reads";

    /** Case and what differs in it, and why. */
    private static final Map<String, String> EXPLAINED = Map.ofEntries(
            entry("anthropic/messages/ver-anthropic-programmatic-tool-calling-1.stream text", SPLICED),
            entry("anthropic/messages/ver-anthropic-programmatic-tool-calling-1.stream stop_reason", SPLICED),
            entry("anthropic/messages/ver-anthropic-programmatic-tool-calling-1.stream blocks", SPLICED),
            entry("anthropic/messages/ver-anthropic-programmatic-tool-calling-1.stream input tokens", SPLICED),
            entry("anthropic/messages/ver-anthropic-programmatic-tool-calling-1.stream output tokens", SPLICED),
            entry(
                    "azure/models.chat.completions/rub-with-params-azure-grok-4-1-fast-non-reasoning-supports-response-format-param cached tokens",
                    CUT_TO_INPUT),
            entry("openai/chat.completions/ddt-chat-completion-custom-tool-call tool call's name", CUSTOM_TOOL),
            entry("openai/chat.completions/ddt-chat-completion-custom-tool-call arguments", CUSTOM_TOOL),
            entry("openai/responses/req-o4-mini-deep-research-usage output tokens", BELOW_ZERO),
            entry("openai/responses/req-o4-mini-deep-research-usage reasoning tokens", BELOW_ZERO),
            entry("anthropic/messages/ver-anthropic-compaction-1 input tokens", COMPACTED),
            entry("anthropic/messages/ver-anthropic-compaction-1 output tokens", COMPACTED));

    private final BlockingQueue<TelemetryRecord> records = new LinkedBlockingQueue<>();
    private final Recorder recorder = new Recorder(true, call -> {}, records::add);

    @AfterEach
    void close() {
        recorder.close();
    }

    static Stream<RecordedCase> cases() {
        return Recordings.all().stream();
    }

    @Test
    void thereAreRecordings() {
        assumeTrue(RecordedCase.available(), "no recorded traffic here: its tests are skipped");
        assertThat(cases()).hasSizeGreaterThan(150);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void theRecordIsWhatWasAnswered(RecordedCase recorded) {
        JsonNode call = record(recorded, recorded.pieces());
        if (recorded.expected().isPresent()) {
            List<String> unexplained = RecordedReading.differences(call, recorded).stream()
                    .filter(difference -> !EXPLAINED.containsKey(named(recorded, difference)))
                    .toList();
            assertThat(unexplained).isEmpty();
        }
        if (recorded.status() >= 400) {
            assertThat(call.path("response").path("error").path("message").asText())
                    .isNotBlank();
            assertThat(call.path("outcome").asText()).isEqualTo("failed");
        }
    }

    @Test
    void everyExplainedDifferenceIsStillThere() {
        assumeTrue(RecordedCase.available(), "no recorded traffic here: its tests are skipped");
        List<String> found = cases().filter(recorded -> recorded.expected().isPresent())
                .flatMap(recorded -> RecordedReading.differences(record(recorded, recorded.pieces()), recorded).stream()
                        .map(difference -> named(recorded, difference)))
                .toList();
        assertThat(found).containsAll(EXPLAINED.keySet());
    }

    private static String named(RecordedCase recorded, String difference) {
        return recorded.id() + " " + difference.substring(0, difference.indexOf(':'));
    }

    private JsonNode record(RecordedCase recorded, List<byte[]> pieces) {
        Recording recording = recorder.begin(recorded.dialect());
        recording.answering(recorded.status());
        Headers.Builder headers = Headers.builder();
        recorded.headers().forEach(headers::add);
        Tap tap = new AnswerTap(
                recording,
                Recordings.dialect(recorded),
                Recordings.convention(recorded),
                recorded.status(),
                headers.build(),
                new ByteBudget(1 << 30),
                () -> false);
        pieces.forEach(piece -> tap.bytes(ByteBuffer.wrap(piece).asReadOnlyBuffer()));
        tap.end(new Tap.End.Completed());
        try {
            TelemetryRecord made = records.poll(10, TimeUnit.SECONDS);
            assertThat(made).isNotNull();
            return JSON.readTree(made.json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
